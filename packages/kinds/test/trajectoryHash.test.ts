/** Hashes name stored runs: those of all configurations that there ever were stay. */
import { describe, expect, it } from 'vitest';
import {
  factorizationSchema,
  type FactorizationConfig,
  type FactorizationInput,
  type TensorInput,
  type HierarchicalModelConfig,
} from '@ranksweep/core';
import { canonicalConfig, earlierTrajectoryHashes, trajectoryHash } from '../src/index.ts';

type Task = FactorizationInput['task'];
const parse = (config: FactorizationInput): FactorizationConfig => factorizationSchema.parse(config);

const gaussian = { kind: 'gaussian' } as const;
const completion: Task = { kind: 'completion', dims: [4, 4, 4, 4], observed: 60, target: gaussian };
const square: Task = { kind: 'completion', dims: [5, 5], observed: 12, target: gaussian };
const sensing: Task = { kind: 'sensing', dims: [3, 4, 2], observed: 9, target: gaussian };
const init = { std: 0.1 };
const cp = { kind: 'cp', components: 7 } as const;

/** Of every kind and key at least one, with and without what has a default. */
const configs: Record<string, FactorizationInput> = {
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

const hashesOf = (config: FactorizationInput): string[] =>
  [trajectoryHash(parse(config)), ...earlierTrajectoryHashes(parse(config))].map((hash) => hash.slice(0, 16));

it('every configuration keeps its hash, and the one of its earlier meaning', () => {
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

const base: TensorInput = {
  model: { kind: 'cp', components: 6 },
  task: {
    kind: 'completion',
    dims: [4, 5, 6],
    observed: 30,
    target: { kind: 'cp', rank: 2, frobeniusNorm: 7 },
  },
  init: { std: 0.1 },
};

describe('trajectory hash', () => {
  it('is pinned, and does not depend on stop, record or the order of keys', () => {
    const hash = trajectoryHash(parse(base));
    expect(hash).toMatchInlineSnapshot(`"0dccc82055893412b5c012b1cd6f3ea9a7d72f5985bf2234edecace865169b45"`);
    const reordered = Object.fromEntries(Object.entries(base).reverse()) as FactorizationInput;
    expect(trajectoryHash(parse({ ...reordered, stop: { maxIterations: 3 }, record: { every: 1 } }))).toBe(
      hash,
    );
  });

  const pooled = (order: number, model: object, target: object = { kind: 'gaussian' }): FactorizationConfig =>
    parse({
      ...base,
      model: { kind: 'hierarchical', widths: [2, 2], ...model },
      task: { kind: 'completion', dims: new Array<number>(order).fill(2), observed: 3, target },
    } as FactorizationInput);
  const ofThree = { kind: 'hierarchical', ranks: [2], pooling: 'half', poolSize: 3 };

  it('is new where a configuration means something else than it once did, and tells what it was', () => {
    // As `trajectoryHash` gave them before.
    const [five, six, target] = [
      pooled(5, { widths: [2, 2, 2] }),
      pooled(6, { pooling: 'half', poolSize: 3 }),
      pooled(4, {}, { ...ofThree, ranks: [2, 2] }),
    ];
    expect(earlierTrajectoryHashes(five)).toEqual([
      '84c6cc6794c2eca1512724162b19a190427d8db069eecdbf38b095f639b08ff1',
    ]);
    expect(earlierTrajectoryHashes(six)).toEqual([
      'b17f95004217eebac7e9ecd3cf2361ae0aca22d1f3544a8cea5bd47ac665c374',
    ]);
    expect(earlierTrajectoryHashes(target)).toEqual([
      '7e108c29819d11a124574a203bd44b5a1c9629e9d6246547e4e0f997399af9d4',
    ]);
    for (const config of [five, six, target]) {
      expect(earlierTrajectoryHashes(config)).not.toContain(trajectoryHash(config));
    }
  });

  it('is told of a text that lacks keys, as one that another program has changed may', () => {
    const {
      poolSize: _,
      pooling: __,
      ...model
    } = pooled(5, { widths: [2, 2, 2] }).model as HierarchicalModelConfig;
    const changed = { ...pooled(5, {}), model } as FactorizationConfig;
    expect(trajectoryHash(changed)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('stays where trees have no two interior nodes of the same modes, and half pools by two or in one window', () => {
    for (const config of [
      parse(base),
      pooled(3, {}),
      pooled(4, { pooling: 'half' }),
      pooled(3, { widths: [2], pooling: 'half', poolSize: 3 }),
      pooled(5, {
        widths: [2, 2],
        tree: [
          [1, 2, 3],
          [4, 5],
        ],
        pooling: 'half',
        poolSize: 3,
      }),
      pooled(3, {}, ofThree),
    ]) {
      expect(earlierTrajectoryHashes(config)).toEqual([]);
    }
    expect(trajectoryHash(pooled(3, {}))).toBe(
      '4357fd76554afa14ec85267216770ca040f3358641714b9acc45b80f79104ea1',
    );
  });

  it('knows a target file by what is in it, not by where it lies', () => {
    const at = (file: string, sha256: string) =>
      trajectoryHash(parse({ ...base, task: { ...base.task, target: { kind: 'file', file, sha256 } } }));
    expect(at('/here.npy', '0'.repeat(64))).toBe(at('/there.npy', '0'.repeat(64)));
    expect(at('/here.npy', '0'.repeat(64))).not.toBe(at('/here.npy', '1'.repeat(64)));
  });

  it('is the same for a default left out and written out, another for anything else', () => {
    const withoutR = parse({ ...base, model: { kind: 'cp' } });
    expect(trajectoryHash(withoutR)).toBe(
      trajectoryHash(parse({ ...base, model: { kind: 'cp', components: 20 } })),
    );
    const symmetric = (value?: boolean) =>
      trajectoryHash(
        parse({
          ...base,
          task: { ...base.task, target: { kind: 'cp', rank: 2, frobeniusNorm: 7, symmetric: value } },
        }),
      );
    expect(symmetric(false)).toBe(trajectoryHash(parse(base)));
    expect(symmetric()).toBe(trajectoryHash(parse(base)));
    expect(symmetric(true)).not.toBe(trajectoryHash(parse(base)));
    expect(canonicalConfig(withoutR).model).toMatchObject({ components: 20 });
    expect(trajectoryHash(parse({ ...base, seed: 1 }))).not.toBe(trajectoryHash(parse(base)));
    expect(trajectoryHash(parse({ ...base, loss: { kind: 'l1' } }))).not.toBe(trajectoryHash(parse(base)));
  });
});
