/** Configurations of networks: what is checked, what is filled in, and what a run is known by. */
import { checkRunConfig, metricsOf, parseRunConfig, trajectoryHash } from '@ranksweep/kinds';
import { describe, expect, it } from 'vitest';
import { canonicalConfig } from '../src/kind/canonical.ts';
import { convnet } from '../src/kind.ts';
import type { ConvnetConfig } from '../src/kind/schema.ts';

const model = { kind: 'resnet', widths: [4, 8] };
const pairs = {
  kind: 'is-same-class',
  data: { set: 'digits' },
  canvas: [8, 40],
  distance: 20,
  train: 100,
  test: 40,
};
const paths = { kind: 'pathfinder', length: 5, size: 60, train: 100, test: 40 };

const configOf = (changes: object = {}): ConvnetConfig =>
  canonicalConfig(parseRunConfig({ model, task: pairs, ...changes }, 'config') as unknown as ConvnetConfig);

const problemsOf = (changes: object): string[] => {
  const checked = checkRunConfig({ model, task: pairs, ...changes });
  return checked.ok ? [] : checked.problems.map(({ path, text }) => `${path.join('.')}: ${text}`);
};

describe('lengths', () => {
  it('are told in iterations: checks once an epoch, and 150 epochs with a snapshot each where nothing is said', () => {
    const { stop, record } = configOf();
    expect(stop).toEqual({ lossBelow: 1e-6, patience: 20, checkEvery: 2, maxIterations: 300 });
    expect(record).toEqual({ top: 10, every: 2 });
  });

  it('may be given in either unit, and the canonical form stays as it is', () => {
    const config = configOf({
      stop: { maxEpochs: 3 },
      record: { every: 5 },
      batch: { size: 10, accumulate: 3 },
    });
    expect(config).toMatchObject({ stop: { maxIterations: 12, checkEvery: 4 }, record: { every: 5 } });
    expect(convnet.iterationsPerEpoch!(config)).toBe(4);
    expect(canonicalConfig(config)).toEqual(config);
    expect(parseRunConfig(config, 'config')).toEqual(config);
  });
});

describe('problems', () => {
  it.each([
    [{ model: { kind: 'resnet' } }, 'model: expected either depth or widths, found neither'],
    [
      { model: { kind: 'resnet', depth: 18, widths: [4] } },
      'model.widths: expected none beside model.depth 18',
    ],
    [
      { model: { ...model, blocks: [1] } },
      'model.blocks: expected 2 numbers, as model.widths has, found [1]',
    ],
    [{ model: { ...model, depth: 20 } }, 'model.depth: expected 18, 34 or 50, found 20'],
    [
      { task: { ...pairs, data: { set: 'digits', folder: 'x' } } },
      'task.data: expected either set or folder, found both',
    ],
    [
      { task: { ...pairs, data: { set: 'digit' } } },
      "task.data.set: expected the name of a set of images, found 'digit'; did you mean digits?",
    ],
    [
      { task: { ...pairs, distance: 30 } },
      'task.canvas: expected room for two images of 8 x 8 pixels that are 30 apart, at least [8, 46], found [8, 40]',
    ],
    [{ task: { ...paths, window: 100 } }, 'task.window: expected a multiple of the size 60, found 100'],
    [
      { regularizer: { patches: { size: 3 } } },
      'regularizer.patches: expected none with is-same-class, where the patches are the images',
    ],
    [
      { task: paths, regularizer: { patches: { size: 31 } } },
      'regularizer.patches: expected two patches within 60 pixels, found 62 with their distance',
    ],
    [
      { batch: { size: 60, accumulate: 2 } },
      'batch.accumulate: expected at most the 100 images of task.train in an iteration, found 120',
    ],
    [
      { stop: { maxEpochs: 3, maxIterations: 4 } },
      'stop.maxEpochs: expected either this or stop.maxIterations, found 3 and 4',
    ],
    [
      { record: { metrics: ['penalty'] } },
      'record.metrics: expected penalty with a regularizer.lambda above 0 only; gradient_cosine is measured without one, too',
    ],
    [
      { record: { metrics: ['gradient_cosin'] } },
      "record.metrics: expected names of metrics, found 'gradient_cosin'; did you mean gradient_cosine?",
    ],
  ])('%j', (changes, text) => {
    expect(problemsOf(changes)).toEqual([text]);
  });
});

describe('a run is known by', () => {
  const hashOf = (changes: object = {}): string => trajectoryHash(configOf(changes) as never);

  it('what its numbers depend on', () => {
    expect(hashOf({ seed: 1 })).not.toBe(hashOf());
    expect(hashOf({ regularizer: { lambda: 1 } })).not.toBe(hashOf());
    expect(hashOf({ task: { ...pairs, distance: 19 } })).not.toBe(hashOf());
    expect(hashOf({ stop: { maxEpochs: 2 }, record: { every: 1 } })).toBe(hashOf());
    expect(hashOf({ task: paths, regularizer: { patches: { size: 3 } } })).toBe(hashOf({ task: paths }));
    const penalized = { task: paths, regularizer: { lambda: 1 } };
    expect(hashOf({ ...penalized, regularizer: { lambda: 1, patches: { size: 3 } } })).not.toBe(
      hashOf(penalized),
    );
  });

  it('the numbers of a network, however they are written', () => {
    const numbers = {
      kind: 'resnet',
      stem: { channels: 64, size: 7, stride: 2, pool: true },
      widths: [64, 128, 256, 512],
      blocks: [2, 2, 2, 2],
      strides: [1, 2, 2, 2],
    };
    expect(hashOf({ model: { kind: 'resnet', depth: 18 } })).toBe(hashOf({ model: numbers }));
  });

  it('the content of its images, whatever they are called, once that is known', () => {
    const sha256 = 'a'.repeat(64);
    const named = (data: object): string => hashOf({ task: { ...pairs, data: { ...data, sha256 } } });
    expect(named({ set: 'digits' })).toBe(named({ folder: '/tmp/digits' }));
  });

  // Stored runs are found by it.
  it('a hash that stays', () => {
    expect([hashOf(), hashOf({ task: paths, regularizer: { lambda: 1 } })]).toMatchInlineSnapshot(`
      [
        "5afc6549d768da6845aa71aed26a080f51f577c53ebdb9bb3b61bc1a50f21646",
        "d2c7500fd5111ac11d422621857737e90d2e105af3e75f771251bc38cc631e31",
      ]
    `);
  });
});

it('runs without a penalty record none, and what is asked for is all that is recorded', () => {
  const names = (changes: object): readonly string[] => metricsOf(configOf(changes) as never).atSnapshots;
  expect(names({})).toEqual([
    'train_loss',
    'train_accuracy',
    'test_loss',
    'test_accuracy',
    'gradient_cosine',
  ]);
  expect(names({ regularizer: { lambda: 1 } })).toContain('penalty');
  expect(names({ record: { metrics: ['gradient_cosine{4}'] } })).toEqual(['gradient_cosine{4}']);
});

it('runs with the penalty, and larger networks, cost more', () => {
  const costs = [
    configOf(),
    configOf({ regularizer: { lambda: 1 } }),
    configOf({ model: { kind: 'resnet', depth: 18 } }),
    configOf({ model: { kind: 'resnet', depth: 50 } }),
  ].map((config) => convnet.cost(config));
  expect(costs).toEqual(costs.toSorted((a, b) => a - b));
});

describe('a lane of', () => {
  const place = (engine: string, kind: 'cpu' | 'gpu') => ({
    engine,
    device: { id: kind, name: 'Device', kind, memoryBytes: 1e9 },
  });

  it('an engine of TensorFlow.js has that backend; any other has the best of its device', () => {
    expect(convnet.engineOn!(place('tfjs-wasm', 'cpu'))).toMatchObject({
      name: 'tfjs-wasm',
      arithmetic: 'tfjs-wasm',
    });
    const usual = convnet.engineOn!(place('reference', 'cpu'));
    expect(['tfjs-native', 'tfjs-wasm']).toContain((usual as { name: string }).name);
  });
});
