/** The end of what a run's program has written. */
import { logTail } from '@ranksweep/program';
import { runFolder } from '@ranksweep/store';
import { textLine } from '../../table.ts';
import { lineText } from '../../words.ts';
import { wrapped } from '../../wrapping.ts';
import type { Pane } from './pane.ts';
import { textPane } from './textPane.ts';

const LINES_SHOWN = 500;

/** The last line comes first: it is the one that tells how the program does. */
export const logPane = (db: string): Pane =>
  textPane('Log', ({ row: { trajectoryHash } }, width) => {
    const folder = runFolder(db, trajectoryHash);
    const tail = logTail(folder, LINES_SHOWN);
    const place = textLine(`${folder}, the last line first`, { dim: true });
    if (tail === undefined) return [textLine('Its program has written nothing yet.', { dim: true })];
    const lines = tail.split('\n').toReversed();
    return [place, ...lines.flatMap((line) => wrapped(lineText(line), width).map((text) => textLine(text)))];
  });
