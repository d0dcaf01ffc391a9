/** The first lines of the view of a run: what it is, and how far. */
import { formatDuration } from '@ranksweep/text';
import type { Line, Span } from '../../chart/index.ts';
import { textLine } from '../../table.ts';
import { lineText, statusCell, valueText } from '../../words.ts';
import type { RunFacts } from './runState.ts';
import { wrapped } from './wrapping.ts';

const mostErrorLines = 2;

export function headerLines(facts: RunFacts, now: number, width: number): Line[] {
  return [
    ...flowed(identity(facts), width),
    ...flowed(progress(facts, now), width),
    ...errorLines(facts, width),
  ];
}

function identity({ row, place, sweep, axes }: RunFacts): Span[] {
  const words = [
    `run ${row.runId}`,
    sweep === undefined ? 'of no sweep' : `sweep ${sweep.id} ${sweep.name}`,
    place === undefined ? '' : `part ${place.part}`,
    ...axes.map(([path, value]) => `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
    `seed ${row.seed}`,
  ];
  return words.map((text) => ({ text: lineText(text), bold: true }));
}

function progress({ row, loss, attempts, isAbandoned }: RunFacts, now: number): Span[] {
  const { status, stopReason, iterations, config, engine, device } = row;
  const { text, color } = statusCell(status);
  const limit = valueText(config.stop?.maxIterations);
  const words = [
    `${valueText(iterations)} of at most ${limit || '?'} iterations`,
    loss === undefined ? '' : `loss ${valueText(loss)}`,
    durationText(row, attempts.at(-1)?.startedAt, now),
    row.attempts === 0 ? '' : `attempt ${row.attempts}`,
    engine === null ? '' : `${engine} on ${device ?? 'an unknown device'}`,
  ];
  return [
    {
      text: isAbandoned ? `${text}, but its process is gone` : text,
      ...(color === undefined ? {} : { color }),
      bold: true,
    },
    { text: stopReason === null ? '' : `(${lineText(stopReason)})` },
    ...words.map((word) => ({ text: lineText(word) })),
  ];
}

/** Of all attempts once it has ended, of this one while it goes on. */
function durationText(
  { status, wallMs }: RunFacts['row'],
  startedAt: string | undefined,
  now: number,
): string {
  const since = now - Date.parse(startedAt ?? '');
  if (status === 'running') return since >= 0 ? `for ${formatDuration(since)}` : '';
  return wallMs > 0 ? formatDuration(wallMs) : '';
}

function errorLines({ row: { error } }: RunFacts, width: number): Line[] {
  if (error === null) return [];
  const lines = wrapped(lineText(error), width);
  const cut =
    lines.length > mostErrorLines
      ? [...lines.slice(0, mostErrorLines - 1), `${lines[1].slice(0, width - 1)}…`]
      : lines;
  return cut.map((text) => textLine(text, { color: 4 }));
}

/** Words side by side, on as many lines as they need. */
function flowed(words: readonly Span[], width: number): Line[] {
  const lines: Span[][] = [[]];
  let used = 0;
  for (const word of words.filter(({ text }) => text !== '')) {
    const needed = word.text.length + (used > 0 ? 2 : 0);
    if (used > 0 && used + needed > width) {
      lines.push([word]);
      used = word.text.length;
      continue;
    }
    if (used > 0) lines.at(-1)!.push({ text: '  ' });
    lines.at(-1)!.push(word);
    used += needed;
  }
  return lines;
}
