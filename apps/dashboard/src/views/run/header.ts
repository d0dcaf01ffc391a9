/** The first lines of the view of a run: what it is, and how far. */
import { formatDuration } from '@ranksweep/text';
import type { Line, Span } from '../../chart/index.ts';
import { textLine } from '../../table.ts';
import { lineText, statusCell, valueText } from '../../words.ts';
import type { RunFacts } from './runState.ts';
import { flowed, wrapped } from './wrapping.ts';

const MOST_ERROR_LINES = 2;

export function headerLines(facts: RunFacts, now: number, width: number): Line[] {
  return [
    ...flowed(identity(facts), width),
    ...flowed(progress(facts, now), width),
    ...errorLines(facts, width),
  ];
}

function identity({ row, place, axes }: RunFacts): Span[] {
  const words = [
    `run ${row.runId}`,
    place === undefined ? 'of no sweep' : `part ${place.part}`,
    ...axes.map(([path, value]) => `${path}=${typeof value === 'string' ? value : JSON.stringify(value)}`),
    `seed ${row.seed}`,
    row.attempts === 0 ? '' : `attempt ${row.attempts}`,
    row.engine === null ? '' : `${row.engine} on ${row.device ?? 'an unknown device'}`,
  ];
  return words.map((text) => ({ text: lineText(text) }));
}

function progress(facts: RunFacts, now: number): Span[] {
  const { row, loss, isAbandoned } = facts;
  const { status, stopReason, iterations, config } = row;
  const { text, color = 6 } = statusCell(status);
  const reason = stopReason === null ? '' : ` (${lineText(stopReason)})`;
  const state = isAbandoned ? `${text}, but its process is gone` : text;
  const limit = valueText(config?.stop.maxIterations);
  const words = [
    `${valueText(iterations)} of at most ${limit || '?'} iterations`,
    loss === undefined ? '' : `loss ${valueText(loss)}`,
    durationText(facts, now),
  ];
  return [
    { text: `${state}${reason}`, color, bold: true },
    ...words.map((word) => ({ text: lineText(word) })),
  ];
}

/** Of all attempts once it has ended, of this one while it goes on. */
function durationText({ row: { status, wallMs }, attempts, isAbandoned }: RunFacts, now: number): string {
  const since = now - Date.parse(attempts.at(-1)?.startedAt ?? '');
  if (status === 'running' && !isAbandoned && since >= 0) return `for ${formatDuration(since)}`;
  return wallMs > 0 ? formatDuration(wallMs) : '';
}

function errorLines({ row: { error } }: RunFacts, width: number): Line[] {
  if (error === null) return [];
  const lines = wrapped(lineText(error), width);
  const cut =
    lines.length > MOST_ERROR_LINES
      ? [...lines.slice(0, MOST_ERROR_LINES - 1), `${lines[1]!.slice(0, width - 1)}…`]
      : lines;
  return cut.map((text) => textLine(text, { color: 4 }));
}
