/** Three factorizations that converge in a second altogether. */
import { factorizationSchema, type TensorConfig, type TensorInput } from '@ranksweep/core';

export const parts = {
  mf: {
    model: { kind: 'matrix', depth: 2 },
    task: {
      kind: 'completion',
      dims: [6, 6],
      observed: 30,
      target: { kind: 'matrix', rank: 1, frobeniusNorm: 6 },
    },
    init: { std: 0.01 },
  },
  tf: {
    model: { kind: 'cp', components: 8 },
    task: {
      kind: 'completion',
      dims: [4, 4, 4],
      observed: 50,
      target: { kind: 'cp', rank: 1, frobeniusNorm: 8 },
    },
    init: { std: 0.05 },
  },
  htf: {
    model: { kind: 'hierarchical', widths: [6, 6] },
    task: {
      kind: 'completion',
      dims: [3, 3, 3, 3],
      observed: 60,
      target: { kind: 'hierarchical', ranks: [1, 1] },
    },
    init: { std: 0.3 },
  },
} as const satisfies Record<string, Omit<TensorInput, 'seed'>>;

export type PartName = keyof typeof parts;

export const configOf = (
  part: PartName,
  stop: Partial<TensorConfig['stop']> = {},
  record: Partial<TensorConfig['record']> = {},
): TensorConfig =>
  factorizationSchema.parse({
    ...parts[part],
    stop: { maxIterations: 300, patience: 3, ...stop },
    record,
  }) as TensorConfig;
