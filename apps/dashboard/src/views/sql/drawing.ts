/** The view of queries as text: the query, what has become of it, and its rows; or examples. */
import { formatDuration, visibleText } from '@ranksweep/text';
import type { Line } from '../../chart/index.ts';
import type { Cursor } from '../../scrolling.ts';
import { fitLines, tableLines, textLine } from '../../table.ts';
import type { Size } from '../../view.ts';
import { wrappedWithin } from '../../wrapping.ts';
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
  const query = shownLines(asking.text, size.width, MOST_QUERY_LINES).map((line) =>
    textLine(line, { bold: true }),
  );
  const head = [...query, ...taskLines(asking, nowMs)];
  const left = { width: size.width, height: size.height - head.length };
  return fitLines([...head, ...answerLines(shown, left)], size);
}

function taskLines({ task }: Asking, nowMs: number): Line[] {
  if (task === undefined) return [];
  const since = formatDuration(Math.max(0, nowMs - task.sinceMs));
  return [textLine(`${task.what} for ${since}; esc ends it`, { color: 3 })];
}

function answerLines({ asking, ...scrolled }: Shown, { width, height }: Size): Line[] {
  const { answer, filter } = asking;
  switch (answer.kind) {
    case 'none':
      return [];
    case 'error':
      return shownLines(answer.message, width, height).map((line) => textLine(line, { color: 4 }));
    case 'rows': {
      const shown = { columns: answer.preview.columns, rows: asking.shownRows, filter };
      return [
        textLine(resultInWords(answer.preview)),
        ...resultLines(shown, scrolled, { width, height: height - 1 }),
      ];
    }
  }
}

function exampleLines(cursor: Cursor, { width, height }: Size): Line[] {
  const { from, to } = cursor.window(examples.length, Math.max(1, height - 2));
  const rows = examples.slice(from, to).map(({ question }) => [{ text: question }]);
  const columns = [{ head: 'Examples: enter takes one to be changed, n begins a query of your own' }];
  const chosen = shownLines(examples[cursor.at]!.sql, width, height);
  return [
    ...tableLines({ width, columns, rows, selected: cursor.at - from }),
    textLine(''),
    ...chosen.map((line) => textLine(line, { dim: true })),
  ];
}

/** On one line however it was entered; broken into so many at most. */
const shownLines = (text: string, width: number, most: number): string[] =>
  wrappedWithin(visibleText(text).replaceAll('\n', ' '), width, most);
