/** A run of a sweep that goes on, and what came of it, in words. */
import type { PlannedRun, RunOutcome } from '@ranksweep/sweep';
import { countOf, formatDuration, formatNumber } from '@ranksweep/text';

/** `b-mf init.std=0.01 seed 3` */
export function runName({ part, cell, seed }: PlannedRun): string {
  const values = Object.entries(cell).map(([path, value]) => ` ${path}=${JSON.stringify(value)}`);
  return `${part}${values.join('')} seed ${seed}`;
}

export function outcomeText(outcome: RunOutcome, { iterationsPerEpoch }: PlannedRun): string {
  switch (outcome.status) {
    case 'done':
    case 'diverged':
      return `after ${iterationsText(outcome.iterations, iterationsPerEpoch)} (${reasonText[outcome.reason]}) in ${formatDuration(outcome.wallMs)}`;
    case 'failed':
      return outcome.message;
    case 'interrupted':
    case 'paused':
      return outcome.iterations > 0 ? `at iteration ${outcome.iterations}` : 'before it began';
    case 'cancelled':
      return '';
    case 'skipped':
      return outcome.reason;
    case 'held-elsewhere':
      return 'by another process';
  }
}

/** `12000 iterations, 100 epochs` */
export function iterationsText(iterations: number, perEpoch: number | undefined): string {
  const text = countOf(iterations, 'iteration');
  if (perEpoch === undefined) return text;
  const epochs = iterations / perEpoch;
  return `${text}, ${formatNumber(epochs)} epoch${epochs === 1 ? '' : 's'}`;
}

const reasonText = {
  loss: 'loss below stop.lossBelow',
  event: 'stop.when holds',
  'iteration-limit': 'iteration limit',
  'non-finite-loss': 'loss not finite',
  exit: 'its program has ended',
} as const;
