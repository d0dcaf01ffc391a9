/** A store of made-up runs on images: labels and kinds of data are axes, and an epoch is several iterations. */
import { openStore, type Store } from '@ranksweep/store';
import type { RunConfig } from '@ranksweep/core';
import { registerKind, trajectoryHash, type RunKind } from '@ranksweep/kinds';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';
import { counting } from '../../kinds/test/countingKind.ts';

/** Its keys are not checked. */
const schema = counting.schema.omit({ model: true }).loose() as unknown as RunKind<ImageConfig>['schema'];

type ImageConfig = RunConfig & { readonly batch?: { readonly perEpoch: number } };

const kind: RunKind<ImageConfig> = {
  ...(counting as unknown as RunKind<ImageConfig>),
  name: 'made-up-images',
  claims: { path: 'model.kind', values: ['made-up-images'] },
  schema,
  canonical: (config) => config,
  problems: () => [],
  iterationsPerEpoch: ({ batch }) => batch?.perEpoch,
};

registerKind(kind as unknown as RunKind);

export interface ImageRun {
  /** Default: that of data without a name. */
  readonly set?: string;
  readonly randomize?: 'none' | 'images' | 'labels';
  readonly label?: number;
  readonly components?: number;
  /** Iterations. Default: every iteration takes all samples. */
  readonly perEpoch?: number;
  readonly seed?: number;
  /** Recorded every 10 iterations. */
  readonly columns: Readonly<Record<string, readonly number[]>>;
  /** Default: done. */
  readonly status?: 'done' | 'diverged';
}

/** A store with one sweep of these runs, in a part named `main`. */
export function storeOfImageRuns(runs: readonly ImageRun[]): { store: Store; sweepId: number } {
  const store = openStore(join(temporaryFolder(), 'ranksweep.db'));
  onTestFinished(() => store.close());
  const sweepId = store.upsertSweep({ name: 'a', definition: 'a', preset: 'quick', spec: {}, specHash: 'h' });
  const configs = runs.map(
    ({ set = 'data', randomize = 'none', label = 0, components = 1, perEpoch, seed = 0 }) =>
      schema.parse({
        model: { kind: 'made-up-images', components },
        task: { set, randomize, label },
        ...(perEpoch === undefined ? {} : { batch: { perEpoch } }),
        seed,
        stop: { maxIterations: 1000 },
      }),
  );
  const registered = store.registerRuns(
    sweepId,
    configs.map((config, cell) => ({
      config,
      trajectoryHash: trajectoryHash(config),
      arithmetic: 'f64',
      part: 'main',
      cell: { cell },
    })),
  );
  runs.forEach(({ columns, status = 'done' }, i) => {
    const { runId } = registered[i]!;
    const claimed = store.claimRun(runId, {
      lane: 'cpu-0',
      device: 'cpu',
      engine: 'reference',
      versions: {},
      gitSha: null,
      leaseMs: 60_000,
      restart: false,
    });
    const [first = []] = Object.values(columns);
    store.appendChunk(runId, claimed!.attempt, {
      metrics: Object.keys(columns),
      iterations: Float64Array.from(first, (_, t) => 10 * t),
      values: Float64Array.from(Object.values(columns).flat()),
    });
    store.finishRun(runId, claimed!.attempt, {
      status,
      iterations: 10 * (first.length - 1),
      stopReason: 'iteration-limit',
      error: null,
      wallMs: 1,
      events: [],
    });
  });
  return { store, sweepId };
}
