import type { StopReason } from '@ranksweep/core';
import type { RunRow } from '@ranksweep/store';
import type { RunOutcome } from '../observer.ts';

/** How a run of the store ended. */
export const endOf = ({ status, stopReason, iterations, wallMs }: RunRow): RunOutcome => ({
  status: status === 'diverged' ? 'diverged' : 'done',
  reason: stopReason as StopReason,
  iterations,
  wallMs,
});
