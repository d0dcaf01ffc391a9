/** A workload that is next to nothing but large matrix products: what an engine's own GEMM reaches on a device. */
import { factorizationSchema, prepareWorkload } from '@ranksweep/core';
import type { BenchWorkload } from '../workloads.ts';

/** Three products of 512 x 1024 x 512 an iteration: W_e as a matrix of pairs of modes, of which a quarter is observed. */
export const products: BenchWorkload = {
  name: 'products',
  title: 'products of 512x1024 by 1024x512',
  prepare: ({ seed = 0 } = {}) =>
    prepareWorkload(
      factorizationSchema.parse({
        model: { kind: 'cp', components: 1024 },
        task: {
          kind: 'completion',
          dims: [16, 32, 16, 32],
          observed: 2 ** 16,
          target: { kind: 'cp', rank: 1 },
        },
        init: { std: 0.1 },
        seed,
      }),
    ),
};
