/** What a reader of a report has to know of a sweep's runs before looking at numbers. */
import type { Trouble } from '@ranksweep/report';
import type { AskedRun } from '@ranksweep/store';
import type { ReportedRuns } from './reportedRuns.ts';

/** The gravest first. Runs that are told of for the same reason come together. */
export function troublesOf({ all }: ReportedRuns): Trouble[] {
  const told = all.flatMap(({ run }) => {
    const trouble = troubleOf(run);
    return trouble === undefined ? [] : [{ ...trouble, runId: run.runId }];
  });
  const alike = Map.groupBy(told, ({ what, why }) => JSON.stringify([what, why]));
  return [...alike.values()]
    .map((some) => ({ ...some[0]!, runIds: some.map(({ runId }) => runId) }))
    .sort((a, b) => a.gravity - b.gravity)
    .map(({ what, why, runIds }) => ({ what, why, runIds }));
}

function troubleOf(run: AskedRun): (Omit<Trouble, 'runIds'> & { gravity: number }) | undefined {
  const { status, error, damage, stopReason, config, skip } = run;
  if (damage !== undefined) return { gravity: 0, what: 'damaged', why: damage };
  switch (status) {
    case 'failed':
      return { gravity: 1, what: 'failed', why: error ?? '' };
    case 'diverged':
      return {
        gravity: 2,
        what: 'diverged',
        why: 'the loss became infinite or not a number, and the run ended there',
      };
    case 'cancelled':
      return { gravity: 3, what: 'cancelled', why: 'what was computed before is shown' };
    case 'skipped':
      return { gravity: 3, what: 'skipped', why: skip?.reason ?? '' };
    case 'pruned':
      return {
        gravity: 3,
        what: 'pruned',
        why: 'their trials were no better than others, and what was computed before is shown',
      };
    case 'pending':
    case 'running':
      return { gravity: 4, what: 'not finished', why: 'their numbers may still change' };
    case 'done':
      // A bound of 0 is one that no loss can pass: the limit is where the run was to end.
      return stopReason === 'iteration-limit' && config?.stop.lossBelow !== 0
        ? {
            gravity: 5,
            what: 'stopped at the iteration limit',
            why: 'before the loss was low enough',
          }
        : undefined;
  }
}
