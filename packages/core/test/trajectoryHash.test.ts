/** Hashes name stored runs: those of all configurations that there ever were stay. */
import { expect, test } from 'vitest';
import { earlierTrajectoryHashes, trajectoryHash } from '../src/config/canonical.ts';
import type { RunConfigInput } from '../src/config/schema.ts';
import { parse } from './support.ts';

const gaussian = { kind: 'gaussian' } as const;
const completion = { kind: 'completion', dims: [4, 4, 4, 4], observed: 60, target: gaussian } as const;
const square = { kind: 'completion', dims: [5, 5], observed: 12, target: gaussian } as const;
const sensing = { kind: 'sensing', dims: [3, 4, 2], observed: 9, target: gaussian } as const;
const init = { std: 0.1 };
const cp = { kind: 'cp', components: 7 } as const;

/** Of every kind and key at least one, with and without what has a default. */
const configs: Record<string, RunConfigInput> = {
  'matrix, defaults': { model: { kind: 'matrix' }, task: square, init },
  'matrix, widths': { model: { kind: 'matrix', depth: 2, hiddenWidths: [3] }, task: square, init },
  'cp, defaults': { model: { kind: 'cp' }, task: completion, init },
  'cp, linear output': { model: { ...cp, linearOutput: true }, task: completion, init },
  hierarchical: { model: { kind: 'hierarchical', widths: [3, 2] }, task: completion, init },
  'hierarchical, half': {
    model: { kind: 'hierarchical', widths: [3, 2], pooling: 'half' },
    task: completion,
    init,
  },
  'hierarchical, explicit tree': {
    model: {
      kind: 'hierarchical',
      widths: [3, 3],
      tree: [
        [1, 2],
        [3, 4],
      ],
    },
    task: completion,
    init,
  },
  'hierarchical, unary above interior': {
    model: { kind: 'hierarchical', widths: [3, 3, 2] },
    task: { ...completion, dims: [2, 2, 2, 2, 2], observed: 20 },
    init,
  },
  'hierarchical, other windows': {
    model: { kind: 'hierarchical', widths: [3, 2], pooling: 'half', poolSize: [3, 2] },
    task: { ...completion, dims: [2, 2, 2, 2, 2, 2], observed: 20 },
    init,
  },
  'target with other windows': {
    model: cp,
    task: {
      ...completion,
      dims: [2, 2, 2, 2, 2, 2],
      observed: 20,
      target: { kind: 'hierarchical', ranks: [2, 2], pooling: 'half', poolSize: 3 },
    },
    init,
  },
  'target matrix': {
    model: { kind: 'matrix' },
    task: { ...square, target: { kind: 'matrix', rank: 2 } },
    init,
  },
  'target matrix, symmetric': {
    model: { kind: 'matrix' },
    task: { ...square, target: { kind: 'matrix', rank: 2, symmetric: true, frobeniusNorm: 3 } },
    init,
  },
  'target cp': { model: cp, task: { ...completion, target: { kind: 'cp', rank: 2 } }, init },
  'target cp, not symmetric': {
    model: cp,
    task: { ...completion, target: { kind: 'cp', rank: 2, symmetric: false } },
    init,
  },
  'target hierarchical': {
    model: cp,
    task: { ...completion, target: { kind: 'hierarchical', ranks: [2, 2] } },
    init,
  },
  'target file, unread': {
    model: cp,
    task: { ...completion, target: { kind: 'file', file: 'some.npy' } },
    init,
  },
  'target file, read': {
    model: cp,
    task: {
      ...completion,
      target: { kind: 'file', file: '/some.npy', sha256: 'ab'.repeat(32), frobeniusNorm: 2 },
    },
    init,
  },
  'task seed': { model: cp, task: { ...completion, seed: 9 }, init, seed: 4 },
  sensing: { model: cp, task: sensing, init },
  'sensing, all keys': {
    model: cp,
    task: { ...sensing, measurements: 'rank-one', measurementNorm: 1, heldOut: 3 },
    init,
  },
  'init balanced': { model: cp, task: completion, init: { scheme: 'balanced', std: 0.1, lead: 2 } },
  'init mean': { model: cp, task: completion, init: { scheme: 'orthogonal', std: 0.1, mean: 0.2 } },
  'init identity': { model: { kind: 'matrix' }, task: square, init: { scheme: 'identity', std: 0.1 } },
  l1: { model: cp, task: completion, init, loss: { kind: 'l1' } },
  huber: { model: cp, task: completion, init, loss: { kind: 'huber', threshold: 0.5 } },
  sgd: { model: cp, task: completion, init, optimizer: { kind: 'sgd', learningRate: 0.1 } },
  adam: { model: cp, task: completion, init, optimizer: { kind: 'adam', beta1: 0.8 } },
  'other stop and record': {
    model: cp,
    task: completion,
    init,
    stop: { maxIterations: 3 },
    record: { every: 2, theory: true, metrics: ['train_loss'] },
  },
};

const hashesOf = (config: RunConfigInput): string[] =>
  [trajectoryHash(parse(config)), ...earlierTrajectoryHashes(parse(config))].map((hash) => hash.slice(0, 16));

test('every configuration keeps its hash, and the one of its earlier meaning', () => {
  const found = Object.entries(configs).map(([name, config]) => `${name}: ${hashesOf(config).join(', ')}`);
  expect(found.join('\n')).toMatchInlineSnapshot(`
    "matrix, defaults: ce2ad74e231a66e7
    matrix, widths: 520148d96b268bdd
    cp, defaults: cbd18fedf01fc95f
    cp, linear output: d6f704bee3894e2b
    hierarchical: 8bc8d6078ac96ebf
    hierarchical, half: a96a987c4b63534b
    hierarchical, explicit tree: bd593a1db804f0df
    hierarchical, unary above interior: abaeba48cb8f9f00, 65775082c4e008b5
    hierarchical, other windows: c46365e11ab69f59, 99eb07fcff6023d2
    target with other windows: 900a7af6d327a556, 59e3f2bb5de31f66
    target matrix: 14931510a500798c
    target matrix, symmetric: 3c9de021ace7c822
    target cp: c7cd49266792fdea
    target cp, not symmetric: c7cd49266792fdea
    target hierarchical: 9c73d1772605f75a
    target file, unread: aac53368599f4ba9
    target file, read: 2d108f4c190431b3
    task seed: ca8bbcbc65c5a791
    sensing: 984a1d777f4bec73
    sensing, all keys: 168df640e3287095
    init balanced: 68ee8c4b5290d2c8
    init mean: afa4b16e3f1aa5dd
    init identity: fd9eff28d6c84165
    l1: dfc79b256891486a
    huber: 926eb9479f982545
    sgd: 822d621e33418494
    adam: dcbb54fbb783215f
    other stop and record: 22d1a6297069352d"
  `);
});
