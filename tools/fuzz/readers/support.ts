/** What several fuzzed readers begin with. */
import { type FactorizationConfig } from '@ranksweep/core';
import { parseRunConfig } from '@ranksweep/kinds';
import type { Random } from '../random.ts';
import { mutateBytes } from '../mutate/bytes.ts';
import { mutateText } from '../mutate/text.ts';

export const utf8 = (text: string): Buffer => Buffer.from(text, 'utf8');
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** Mostly tokens, now and then bytes, which may leave no valid UTF-8. */
export const mutatedText = (text: string, random: Random): Buffer =>
  random.chance(0.9) ? utf8(mutateText(text, random)) : mutateBytes(utf8(text), random);

export const config = (changes: object): FactorizationConfig =>
  parseRunConfig(
    {
      model: { kind: 'cp', components: 4 },
      task: { kind: 'completion', dims: [3, 3, 3], observed: 10, target: { kind: 'cp', rank: 2 } },
      init: { std: 0.1 },
      stop: { maxIterations: 50 },
      ...changes,
    },
    'config',
  ) as FactorizationConfig;

export const goodConfigs: readonly FactorizationConfig[] = [
  config({}),
  config({
    model: {
      kind: 'hierarchical',
      widths: [2, 3],
      tree: [
        [1, 2],
        [3, 4],
      ],
    },
    task: {
      kind: 'sensing',
      dims: [2, 3, 2, 3],
      observed: 9,
      measurements: 'rank-one',
      target: { kind: 'hierarchical', ranks: [1, 2], poolSize: [2, 2] },
    },
    optimizer: { kind: 'adam' },
    record: {
      every: 5,
      perDecade: 10,
      onChange: 0.1,
      theory: true,
      metrics: ['train_loss', 'local_component_norm{1,2}'],
    },
  }),
  config({
    model: { kind: 'matrix', depth: 3, hiddenWidths: [4, 4] },
    task: { kind: 'completion', dims: [4, 4], observed: 8, seed: 3, target: { kind: 'matrix', rank: 1 } },
    loss: { kind: 'huber', threshold: 0.2 },
    optimizer: { kind: 'sgd', learningRate: 0.1, momentum: 0.5 },
  }),
  config({
    task: {
      kind: 'completion',
      dims: [3, 3],
      observed: 5,
      target: { kind: 'file', file: 'x.npy', sha256: 'a'.repeat(64) },
    },
    init: { scheme: 'balanced', std: 0.1 },
  }),
];
