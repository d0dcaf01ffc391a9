/** The first lines of the view of a run: what it is, and how far. */
import { NO_ITERATION_LIMIT } from '@ranksweep/core';
import { severalPerEpoch } from '@ranksweep/kinds';
import { sweepAddress } from '@ranksweep/store';
import { formatDuration } from '@ranksweep/text';
import type { Line, Span } from '../../chart/index.ts';
import { textLine } from '../../table.ts';
import { lineText, statusCell, valueText } from '../../words.ts';
import type { RunFacts } from './runState.ts';
import { flowed, wrapped, wrappedWithin } from '../../wrapping.ts';

export interface HeaderOptions {
  readonly nowMs: number;
  readonly width: number;
  readonly mostErrorLines: number;
  /** Which task on Slurm has computed it; empty where none has. */
  readonly task?: string;
}

export function headerLines(
  facts: RunFacts,
  { nowMs, width, mostErrorLines, task = '' }: HeaderOptions,
): Line[] {
  return [
    ...flowed([...identity(facts), { text: lineText(task) }], width),
    ...flowed(progress(facts, nowMs), width),
    ...errorLines(facts.row.error, width, mostErrorLines),
    ...(facts.skip === undefined
      ? []
      : wrappedWithin(lineText(facts.skip.reason), width, mostErrorLines).map((text) => textLine(text))),
  ];
}

/** What made a run fail; the pane Configuration has all of it, however long it is. Of many lines, the first and the last ones say most. */
export function errorLines(error: string | null, width: number, most: number): Line[] {
  if (error === null) return [];
  const lines = error.split('\n').map((line) => lineText(line));
  const shown =
    lines.length === 1
      ? wrappedWithin(lines[0]!, width, most)
      : firstAndLast(
          lines.flatMap((line) => wrapped(line, width)),
          most,
        );
  return shown.map((text) => textLine(text, { color: 4 }));
}

function firstAndLast(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, 1), '…', ...lines.slice(lines.length - most + 2)].slice(0, Math.max(0, most));
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
  const { row, loss, isAbandoned, skip, isPruned } = facts;
  const { status, stopReason, iterations, config } = row;
  const { text, color = 6 } = statusCell(skip !== undefined ? 'skipped' : isPruned ? 'pruned' : status);
  const reason = stopReason === null ? '' : ` (${lineText(stopReason)})`;
  const state = isAbandoned ? `${text}, but its process is gone` : text;
  const most = config?.stop.maxIterations;
  const limit = most === NO_ITERATION_LIMIT ? '' : ` of at most ${valueText(most) || '?'}`;
  const words = [
    epochText(row),
    `${valueText(iterations)}${limit} iterations`,
    askedText(facts),
    loss === undefined ? '' : `loss ${valueText(loss)}`,
    durationText(facts, now),
  ];
  return [
    { text: `${state}${reason}`, color, bold: true },
    ...words.map((word) => ({ text: lineText(word) })),
  ];
}

/** Whole epochs, of a run whose epochs have several iterations. */
function epochText({ config, iterations }: RunFacts['row']): string {
  const perEpoch = config && severalPerEpoch(config);
  if (perEpoch === undefined) return '';
  const most = config!.stop.maxIterations / perEpoch;
  return `epoch ${Math.floor(iterations / perEpoch)} of at most ${valueText(most)}`;
}

/** Another sweep has had the run go on. */
const askedText = ({ sweep, upTo }: RunFacts): string =>
  sweep === undefined || upTo === undefined ? '' : `${sweepAddress(sweep.id)} asked for ${upTo}`;

/** Of all attempts once it has ended, of this one while it goes on. */
function durationText({ row: { status, wallMs }, attempts, isAbandoned }: RunFacts, now: number): string {
  const since = now - Date.parse(attempts.at(-1)?.startedAt ?? '');
  if (status === 'running' && !isAbandoned && since >= 0) return `for ${formatDuration(since)}`;
  return wallMs > 0 ? formatDuration(wallMs) : '';
}
