/** Presents the store to attempts as a `RunSink`. */
import type { TrajectoryChunk } from '@ranksweep/core';
import { RunDamagedError, RunLostError, type Held, type RunSink } from '@ranksweep/run';
import { DamagedRunError, LeaseLostError, type Store } from '@ranksweep/store';

export function storeSink(store: Store): RunSink {
  const asHolder = <Result>(held: Held, work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof LeaseLostError)) throw error;
      const status = store.run(held.runId)?.status ?? 'cancelled';
      throw new RunLostError(held, status !== 'cancelled');
    }
  };
  const replaceEvents = (
    { runId, attempt }: Held,
    events: Parameters<Store['replaceEvents']>[2] | undefined,
  ) => {
    if (events !== undefined) store.replaceEvents(runId, attempt, events);
  };
  return {
    claim: (runId, claim) => store.claimRun(runId, claim),

    *earlier(held, names) {
      const blocks = store.recordedBlocks(held.runId, held.attempt, names);
      for (;;) {
        const block = asHolder(held, () => next(blocks));
        if (block.done) return;
        yield block.value;
      }
    },

    startOver: (held) => asHolder(held, () => store.startOver(held.runId, held.attempt)),

    deleteLeftover: (held) => asHolder(held, () => store.deleteLeftover(held.runId, held.attempt)),

    append: (held, { snapshots, events }) =>
      asHolder(held, () =>
        store.transaction(() => {
          if (snapshots !== undefined) store.appendChunk(held.runId, held.attempt, snapshots);
          replaceEvents(held, events);
        }),
      ),

    checkpoint: (held, { events, ...saved }) =>
      asHolder(held, () =>
        store.transaction(() => {
          store.saveCheckpoint(held.runId, held.attempt, saved);
          replaceEvents(held, events);
        }),
      ),

    derive: (held, { metric, iterations, values, isFirst }) =>
      asHolder(held, () => {
        const [at, found] = [Float64Array.from(iterations), Float64Array.from(values)];
        if (isFirst) store.replaceMetric(held.runId, held.attempt, { metric, iterations: at, values: found });
        else
          store.appendChunk(held.runId, held.attempt, { metrics: [metric], iterations: at, values: found });
      }),

    finish: (held, end) => asHolder(held, () => store.finishRun(held.runId, held.attempt, end)),

    release: (held, { outcome, error }) =>
      asHolder(held, () => {
        if (outcome === 'paused') store.pauseRun(held.runId, held.attempt);
        else store.releaseRun(held.runId, held.attempt, error);
      }),

    renew: (held, leaseMs) => asHolder(held, () => store.renewLease(held.runId, held.attempt, leaseMs)),
  };
}

function next(blocks: ReturnType<Store['recordedBlocks']>): IteratorResult<TrajectoryChunk, void> {
  try {
    return blocks.next();
  } catch (error) {
    if (!(error instanceof DamagedRunError)) throw error;
    throw new RunDamagedError(error.message, { cause: error });
  }
}
