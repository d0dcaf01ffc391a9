/** Claims runs for a lane in their current state. Another process may have worked on them since they were planned. */
import type { LaneRun } from '@ranksweep/run';
import { runFolder } from '@ranksweep/store';
import { Attempt, LEASE_MS } from '../record/attempt.ts';
import { endOf } from './endOf.ts';
import type { SweepContext } from './sweepContext.ts';
import { deviceLabel } from '../launch/devices/chooseLanes.ts';
import type { Lane } from '../launch/launcher.ts';
import type { Job } from '../plan/job.ts';
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

/**
 * A run that only lanes of its own arithmetic can have: it belongs to another sweep, too, or another process has begun it after it
 * was planned.
 */
interface OtherArithmetic {
  readonly status: 'other-arithmetic';
  readonly arithmetic: string;
}

/**
 * Claims a batch in one transaction. Runs that need nothing are settled, those that another process holds are laid aside, and those
 * that this lane cannot have are given back to others.
 */
export async function claimRuns(
  context: SweepContext,
  jobs: readonly Job[],
  lane: Lane,
): Promise<ClaimedRun[]> {
  const device = context.dispatch.deviceOf(lane);
  const claims = await context.writes.run(() =>
    jobs.map((job) => claimRun(context, job, { ...lane, device })),
  );
  claims.forEach((claim, i) => {
    if ('attempt' in claim && claim.setback !== undefined)
      context.observer.setBack?.(jobs[i]!.run, claim.setback);
  });
  return claims.flatMap((claim, i) => {
    if ('attempt' in claim) return [claim];
    if (claim.status === 'held-elsewhere') context.dispatch.layAside(jobs[i]!);
    else if (claim.status === 'other-arithmetic') leaveToOthers(context, jobs[i]!, claim);
    else context.settle(jobs[i]!.run, claim);
    return [];
  });
}

/** Without such lanes, it is like a run that another process holds: the same command plans it anew. */
function leaveToOthers(context: SweepContext, job: Job, { arithmetic }: OtherArithmetic): void {
  const { dispatch, engines } = context;
  const able = job.engines.filter(
    (engine) => engines.computing(job.config, engine).arithmetic === arithmetic,
  );
  if (able.length > 0) dispatch.giveBack([[{ ...job, engines: able }]]);
  else context.settle(job.run, { status: 'held-elsewhere' });
}

function claimRun(
  context: SweepContext,
  job: Job,
  { name: lane, engine: laneEngine, device }: Lane,
): ClaimedRun | RunOutcome | OtherArithmetic {
  const { store, sink, sweepId, engines, versions, gitSha, keepState } = context;
  const { run, config: asked } = job;
  const stored = store.run(run.runId, asked);
  if (stored === undefined) return { status: 'cancelled' }; // The run was deleted.
  if (stored.status === 'cancelled') return { status: 'cancelled' };
  if (stored.status === 'failed') return { status: 'failed', message: stored.error ?? '' };
  const action = actionFor(stored, asked);
  if (action === 'reuse') return endOf(stored);
  const config =
    action === 'continue' ? continuedConfig(stored.config!, asked) : restartedConfig(stored, asked);
  const { name: engine, arithmetic } = engines.computing(asked, laneEngine);
  const claim = sink.claim(run.runId, {
    lane,
    device: deviceLabel(device),
    engine,
    versions: device.driver === undefined ? versions : { ...versions, driver: device.driver },
    gitSha,
    leaseMs: LEASE_MS,
    restart: action === 'restart',
    from: ['done', 'diverged'],
    config,
    as: { arithmetic, sweepId },
  });
  if (claim === undefined) {
    const isHeld = store.heldRuns([run.runId]).length > 0;
    return isHeld
      ? { status: 'held-elsewhere' }
      : { status: 'other-arithmetic', arithmetic: stored.arithmetic };
  }
  const { checkpoint, setback, hasLeftover = false } = claim;
  const from = checkpoint?.iteration;
  const attempt = new Attempt({ sink, run, attempt: claim.attempt, from, keepState });
  const folder = runFolder(store.path, stored.trajectoryHash);
  const state = checkpoint?.state;
  const { environment } = device;
  return {
    key: run.runId,
    job,
    attempt,
    setback,
    hasLeftover,
    config,
    folder,
    environment,
    checkpoint: state,
  };
}
