/** The view of queries as text: the query, what has become of it, and its rows; or examples. */
import { formatDuration, visibleText } from '@ranksweep/text';
import { fitted, type Line } from '../../chart/index.ts';
import type { Cursor } from '../../scrolling.ts';
import { fitLines, tableLines, textLine } from '../../table.ts';
import type { Size } from '../../view.ts';
import { resultInWords, type Asking } from './asking.ts';
import { examples } from './examples.ts';
import { resultLines, type Scrolled } from './resultTable.ts';

/** Lines of a query that are shown above its result. */
const MOST_QUERY_LINES = 4;

export interface Shown extends Scrolled {
  readonly asking: Asking;
  readonly nowMs: number;
  readonly examples: Cursor;
}

export function drawSql(shown: Shown, size: Size): Line[] {
  const { asking, nowMs } = shown;
  if (asking.text === '') return fitLines(exampleLines(shown.examples, size), size);
  const query = wrapped(asking.text, size.width, MOST_QUERY_LINES).map((line) =>
    textLine(line, { bold: true }),
  );
  const head = [...query, ...taskLines(asking, nowMs)];
  const left = { width: size.width, height: size.height - head.length };
  return fitLines([...head, ...answerLines(shown, left)], size);
}

function taskLines({ task }: Asking, nowMs: number): Line[] {
  if (task === undefined) return [];
  const since = formatDuration(Math.max(0, nowMs - task.sinceMs));
  return [textLine(`${task.what} for ${since}; escape ends it`, { color: 3 })];
}

function answerLines({ asking, ...scrolled }: Shown, { width, height }: Size): Line[] {
  const { answer } = asking;
  switch (answer.kind) {
    case 'none':
      return [];
    case 'error':
      return wrapped(answer.message, width, height).map((line) => textLine(line, { color: 4 }));
    case 'rows':
      return [
        textLine(resultInWords(answer.preview)),
        ...resultLines(answer.preview, scrolled, { width, height: height - 1 }),
      ];
  }
}

function exampleLines(cursor: Cursor, { width, height }: Size): Line[] {
  const { from, to } = cursor.window(examples.length, Math.max(1, height - 2));
  const rows = examples.slice(from, to).map(({ question }) => [{ text: question }]);
  const columns = [{ head: 'Type a query (i), or pick one (enter) and change it:' }];
  const chosen = wrapped(examples[cursor.at]!.sql, width, height);
  return [
    ...tableLines({ width, columns, rows, selected: cursor.at - from }),
    textLine(''),
    ...chosen.map((line) => textLine(line, { dim: true })),
  ];
}

/** Text in lines of a width; what does not fit into so many is told by `…`. */
function wrapped(text: string, width: number, most: number): string[] {
  const whole = fitted(visibleText(text).replaceAll('\n', ' '), Infinity);
  if (width < 1 || most < 1) return [];
  const lines: string[] = [];
  for (let at = 0; at < whole.length && lines.length < most; at += width) {
    const isLast = lines.length === most - 1;
    lines.push(isLast ? fitted(whole.slice(at), width) : whole.slice(at, at + width));
  }
  return lines;
}
