/** One run on one lane: claimed, computed, written. */
import { detectEvents, type RunConfig, type StopReason } from '@ranksweep/core';
import { cpuName, type EngineName } from '@ranksweep/engine';
import { LeaseLostError, type RunRow, type Store } from '@ranksweep/store';
import type { EndMessage, LaneMessage } from './laneMessages.ts';
import type { LanePool } from './lanePool.ts';
import type { PlannedRun, RunOutcome, SweepObserver } from './observer.ts';
import { actionFor, continuedConfig } from './planRuns.ts';
import type { Provenance } from './provenance.ts';

/** A claim outlives its process by at most so long, where its death cannot be seen. */
const LEASE_MS = 60_000;
const RENEW_EVERY_MS = LEASE_MS / 4;

export interface RunJob {
  readonly run: PlannedRun;
  readonly config: RunConfig;
}

export interface RunContext extends Provenance {
  readonly store: Store;
  readonly pool: LanePool;
  readonly engine: EngineName;
  readonly keepState: boolean;
  readonly observer: SweepObserver;
}

/** Waits for a lane, then runs the job on it. Failures of the run are outcomes; only a failing store throws. */
export async function executeRun(context: RunContext, job: RunJob): Promise<RunOutcome> {
  const { pool, observer } = context;
  const lane = await pool.acquire();
  try {
    const outcome: RunOutcome = pool.isInterrupted
      ? { status: 'interrupted', iterations: 0 }
      : await runOnLane(context, job, `lane-${lane}`);
    observer.ended?.(job.run, outcome);
    return outcome;
  } finally {
    pool.release(lane);
  }
}

async function runOnLane(context: RunContext, job: RunJob, lane: string): Promise<RunOutcome> {
  const { store, pool, engine, observer, versions, gitSha } = context;
  const { run, config: asked } = job;
  // Another process may have worked on it since it was planned.
  const stored = store.run(run.runId)!;
  const action = actionFor(stored, asked);
  if (action === 'reuse') return endOf(stored);
  const config = action === 'continue' ? continuedConfig(stored, asked) : asked;
  const claim = store.claimRun(run.runId, {
    lane,
    device: cpuName(),
    engine,
    versions,
    gitSha,
    leaseMs: LEASE_MS,
    restart: action === 'restart',
    from: ['failed', 'cancelled', 'done', 'diverged'],
    config,
  });
  if (claim === undefined) return { status: 'held-elsewhere' };
  const { attempt } = claim;
  const checkpoint = store.loadCheckpoint(run.runId);
  observer.started?.(run, lane);

  const writer = new AttemptWriter(context, run, attempt, checkpoint?.iteration ?? 0);
  const startedAt = performance.now();
  const renewal = setInterval(() => writer.renew(), RENEW_EVERY_MS);
  try {
    await pool.run({ config, engine, checkpoint: checkpoint?.state }, (message) => writer.receive(message));
    return writer.outcome;
  } catch (error) {
    if (error instanceof LeaseLostError) return { status: 'held-elsewhere' };
    writer.fail(error instanceof Error ? error.message : String(error), performance.now() - startedAt);
    return writer.outcome;
  } finally {
    clearInterval(renewal);
  }
}

/** How a run ended that another process has finished. */
const endOf = ({ status, stopReason, iterations, wallMs }: RunRow): RunOutcome => ({
  status: status === 'diverged' ? 'diverged' : 'done',
  reason: stopReason as StopReason,
  iterations,
  wallMs,
});

/** Writes what one attempt sends. */
class AttemptWriter {
  outcome: RunOutcome = { status: 'failed', message: 'the lane ended without a word' };
  readonly #context: RunContext;
  readonly #run: PlannedRun;
  readonly #attempt: number;
  #iteration: number;

  constructor(context: RunContext, run: PlannedRun, attempt: number, iteration: number) {
    this.#iteration = iteration;
    this.#context = context;
    this.#run = run;
    this.#attempt = attempt;
  }

  receive(message: LaneMessage): void {
    const { store, observer } = this.#context;
    const { runId } = this.#run;
    switch (message.kind) {
      case 'chunk': {
        store.appendChunk(runId, this.#attempt, message);
        this.#iteration = message.iterations.at(-1)!;
        observer.progressed?.(this.#run, this.#iteration, message.loss);
        return;
      }
      case 'end':
        this.outcome =
          message.reason === 'interrupted' ? this.#interrupt(message) : this.#finish(message, message.reason);
        return;
      case 'failure':
        this.fail(message.message, message.wallMs);
    }
  }

  fail(message: string, wallMs: number): void {
    this.#context.store.finishRun(this.#run.runId, this.#attempt, {
      status: 'failed',
      iterations: this.#iteration,
      stopReason: null,
      error: message,
      wallMs,
    });
    this.outcome = { status: 'failed', message };
  }

  renew(): void {
    try {
      this.#context.store.renewLease(this.#run.runId, this.#attempt, LEASE_MS);
    } catch {
      // Lost to another process: the next chunk is refused and ends this attempt.
    }
  }

  #interrupt({ iteration, checkpoint, wallMs }: EndMessage): RunOutcome {
    const { store } = this.#context;
    store.saveCheckpoint(this.#run.runId, this.#attempt, iteration, checkpoint);
    store.releaseRun(this.#run.runId, this.#attempt, wallMs);
    return { status: 'interrupted', iterations: iteration };
  }

  #finish({ iteration, checkpoint, wallMs }: EndMessage, reason: StopReason): RunOutcome {
    const { store, keepState } = this.#context;
    const { runId } = this.#run;
    const status = reason === 'non-finite-loss' ? 'diverged' : 'done';
    store.finishRun(runId, this.#attempt, {
      status,
      iterations: iteration,
      stopReason: reason,
      error: null,
      wallMs,
      events: detectEvents(store.trajectory(runId, '*'), reason),
      ...(keepState ? { finalState: checkpoint } : {}),
    });
    return { status, reason, iterations: iteration, wallMs };
  }
}
