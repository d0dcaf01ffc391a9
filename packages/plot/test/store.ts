/** Stores of made-up runs, and figures of them. */
import { factorizationSchema, type FactorizationConfig, type TrajectoryEvent } from '@ranksweep/core';
import { parseFigure, trajectoryHash, type FigureSpec } from '@ranksweep/kinds';
import { openStore, type Store } from '@ranksweep/store';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';

export interface Recorded {
  readonly part?: string;
  readonly std: number;
  readonly seed?: number;
  /** Default: 20. */
  readonly observed?: number;
  /** Whether `record.theory` is on. */
  readonly theory?: boolean;
  /** Metrics, recorded every 25 iterations. */
  readonly columns: Readonly<Record<string, readonly number[]>>;
  /** Given for a run that has ended. */
  readonly events?: readonly TrajectoryEvent[];
  /** How it ended. Default: done. */
  readonly status?: 'done' | 'diverged' | 'failed';
}

const config = (std: number, seed: number, observed: number, theory: boolean): FactorizationConfig =>
  factorizationSchema.parse({
    model: { kind: 'cp', components: 8 },
    task: { kind: 'completion', dims: [4, 4, 4], observed, target: { kind: 'cp', rank: 2 } },
    init: { std },
    seed,
    stop: { maxIterations: 1000 },
    record: { theory },
  });

/** A store with one sweep of these runs. */
export function storeWith(runs: readonly Recorded[]): { store: Store; sweepId: number } {
  const store = openStore(join(temporaryFolder(), 'ranksweep.db'));
  onTestFinished(() => store.close());
  const sweepId = store.upsertSweep({ name: 'a', definition: 'a', preset: 'quick', spec: {}, specHash: 'h' });
  runs.forEach(
    (
      { part = 'main', std, seed = 0, observed = 20, theory = false, columns, events, status = 'done' },
      cell,
    ) => {
      // One that nobody has begun would take the arithmetic of the next.
      const [registered] = store.registerRuns(sweepId, [
        {
          config: config(std, seed, observed, theory),
          trajectoryHash: trajectoryHash(config(std, seed, observed, theory)),
          arithmetic: part, // a run is of one part here
          part,
          cell: { cell },
        },
      ]);
      const claimed = store.claimRun(registered!.runId, {
        lane: 'cpu-0',
        device: 'cpu',
        engine: 'reference',
        versions: {},
        gitSha: null,
        leaseMs: 60_000,
        restart: false,
      });
      const values = Object.values(columns);
      const iterations = Float64Array.from({ length: values[0]?.length ?? 0 }, (_, t) => 25 * t);
      store.appendChunk(registered!.runId, claimed!.attempt, {
        metrics: Object.keys(columns),
        iterations,
        values: Float64Array.from(values.flat()),
      });
      if (events === undefined) return;
      store.finishRun(registered!.runId, claimed!.attempt, {
        status,
        iterations: 100,
        stopReason: 'loss',
        error: null,
        wallMs: 1,
        events,
      });
    },
  );
  return { store, sweepId };
}

export const figureSpec = (...panels: object[]): FigureSpec =>
  parseFigure(
    {
      caption: 'A caption.',
      panels: panels.map((panel) => ({
        title: 'A panel',
        ...('lines' in panel ? {} : { part: 'main' }),
        ...panel,
      })),
    },
    'figure',
  );
