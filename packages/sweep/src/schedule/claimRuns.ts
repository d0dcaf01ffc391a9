/** Claims runs for a lane in their current state. Another process may have worked on them since they were planned. */
import type { LaneRun } from '@ranksweep/run';
import { Attempt, LEASE_MS } from '../record/attempt.ts';
import { endOf } from './endOf.ts';
import type { SweepContext } from './sweepContext.ts';
import { deviceLabel } from '../launch/laneDevices.ts';
import type { Lane } from '../launch/launcher.ts';
import type { Job } from './source.ts';
import type { RunOutcome } from '../observer.ts';
import { actionFor, continuedConfig, restartedConfig } from '../plan/planRuns.ts';

export interface ClaimedRun extends LaneRun {
  readonly job: Job;
  readonly attempt: Attempt;
  /** What is damaged in the run, and what that costs it. */
  readonly setback: string | undefined;
  /** Whether points must be deleted before the run begins. */
  readonly hasLeftover: boolean;
}

/** Claims a batch in one transaction. Runs that need nothing are settled. Runs that another process holds are laid aside. */
export async function claimRuns(
  context: SweepContext,
  jobs: readonly Job[],
  lane: Lane,
): Promise<ClaimedRun[]> {
  const claims = await context.writes.run(() => jobs.map((job) => claimRun(context, job, lane)));
  claims.forEach((claim, i) => {
    if ('attempt' in claim && claim.setback !== undefined)
      context.observer.setBack?.(jobs[i]!.run, claim.setback);
  });
  return claims.flatMap((claim, i) => {
    if ('attempt' in claim) return [claim];
    if (claim.status === 'held-elsewhere') context.dispatch.layAside(jobs[i]!);
    else context.settle(jobs[i]!.run, claim);
    return [];
  });
}

function claimRun(context: SweepContext, job: Job, lane: Lane): ClaimedRun | RunOutcome {
  const { store, sink, engine, versions, gitSha, keepState } = context;
  const { run, config: asked } = job;
  const stored = store.run(run.runId, asked);
  if (stored === undefined) return { status: 'cancelled' }; // The run was deleted.
  if (stored.status === 'cancelled') return { status: 'cancelled' };
  if (stored.status === 'failed') return { status: 'failed', message: stored.error ?? '' };
  const action = actionFor(stored, asked);
  if (action === 'reuse') return endOf(stored);
  const config =
    action === 'continue' ? continuedConfig(stored.config!, asked) : restartedConfig(stored, asked);
  const claim = sink.claim(run.runId, {
    lane: lane.name,
    device: deviceLabel(lane.device),
    engine,
    versions,
    gitSha,
    leaseMs: LEASE_MS,
    restart: action === 'restart',
    from: ['done', 'diverged'],
    config,
  });
  if (claim === undefined) return { status: 'held-elsewhere' };
  const { checkpoint, setback, hasLeftover = false } = claim;
  const iteration = checkpoint?.iteration ?? 0;
  const attempt = new Attempt({ sink, run, attempt: claim.attempt, iteration, keepState });
  return { key: run.runId, job, attempt, setback, hasLeftover, config, checkpoint: checkpoint?.state };
}
