/** Circuits as runs: what their configurations are checked for, and what is recorded of them. */
import { cpuDevice } from '@ranksweep/engine/tfjs';
import { checkRunConfig, metricsOf, parseRunConfig, trajectoryHash } from '@ranksweep/kinds';
import type { TrainerKind } from '@ranksweep/run';
import { describe, expect, it } from 'vitest';
import { canonicalConfig } from '../src/kind/canonical.ts';
import { convnet } from '../src/kind.ts';
import type { ConvnetConfig } from '../src/kind/schema.ts';
import { prepareLane } from '../src/lane/prepareLane.ts';

const model = { kind: 'conv-ac', patch: 4, channels: 3, widths: [2, 2, 2] };
const task = {
  kind: 'is-same-class',
  data: { set: 'digits' },
  pool: 2,
  canvas: [4, 24],
  distance: 2,
  train: 20,
  test: 12,
};
const problemsOf = (changes: object): string[] => {
  const checked = checkRunConfig({ model, task, ...changes });
  return checked.ok ? [] : checked.problems.map(({ path, text }) => `${path.join('.')}: ${text}`);
};
const configOf = (changes: object = {}): ConvnetConfig =>
  canonicalConfig(
    parseRunConfig({ model, task, batch: { size: 10 }, ...changes }, 'config') as unknown as ConvnetConfig,
  );

describe('the configuration of a circuit', () => {
  it('is a run of networks, with a split that its tree has among its metrics', () => {
    const config = configOf();
    expect(metricsOf(config as never).atSnapshots).toEqual([
      'train_loss',
      'train_accuracy',
      'test_loss',
      'test_accuracy',
      'gradient_cosine',
      'effective_rank{1,2,3,4}',
      'entanglement_entropy{1,2,3,4}',
    ]);
    expect(convnet.describeMetric('entanglement_entropy{1,2}')).toMatchObject({ unit: 'nats' });
    expect(convnet.cost(config)).toBeGreaterThan(0);
  });

  it('is known by its tree, too', () => {
    const hashes = [{}, { pooling: 'half' }, { init: { std: 0.1 } }].map((changes) =>
      trajectoryHash(configOf({ model: { ...model, ...changes } }) as never),
    );
    expect(new Set(hashes).size).toBe(3);
  });

  it.each([
    [
      { model: { ...model, patch: 5 } },
      'model.patch: expected a size that divides an image of 4 x 24 pixels into several patches, found 5',
    ],
    [
      { model: { ...model, widths: [2] } },
      'model.widths: expected 3, one per layer of the mode tree below its root, found [2]',
    ],
    [
      { record: { metrics: ['effective_rank{1,9}'] } },
      'record.metrics: split: expected some but not all of the modes 1..6, found {1,9}',
    ],
    [
      { model: { kind: 'resnet', widths: [4] }, record: { metrics: ['effective_rank{1,2}'] } },
      'record.metrics: expected effective_rank{1,2} with the model conv-ac only, found resnet',
    ],
  ])('%j is told what is wrong with it', (changes, expected) => {
    expect(problemsOf(changes)).toContain(expected);
  });
});

it('a circuit learns in a lane, goes on with the same bits, and is measured across its splits', async () => {
  const config = configOf({
    batch: { size: 10 },
    regularizer: { lambda: 0.5 },
    record: {
      metrics: [
        'train_loss',
        'gradient_cosine',
        'effective_rank{1,2}',
        'effective_rank{3,4,5,6}',
        'entanglement_entropy{1,3}',
      ],
    },
  });
  const kind = (await prepareLane({
    engine: 'tfjs-wasm',
    device: cpuDevice(),
  })) as TrainerKind<ConvnetConfig>;
  const trainer = await kind.trainer(config, 1);
  const values = async (): Promise<number[]> => {
    const [found] = await trainer.measure([{ slot: 0, wanted: 'values' }]);
    return [...found!.values];
  };
  await trainer.load(0, config, undefined);
  await trainer.advance(2);
  const state = await trainer.state(0);
  await trainer.advance(3);
  const undisturbed = await values();
  await trainer.load(0, config, state);
  await trainer.advance(3);
  expect(await values()).toEqual(undisturbed);
  const [loss, , rank, same, entropy] = undisturbed;
  expect(loss).toBeGreaterThan(0);
  expect(rank).toBeGreaterThanOrEqual(1);
  expect(rank).toBeLessThanOrEqual(2);
  expect(same).toBeCloseTo(rank!, 10);
  expect(entropy).toBeGreaterThanOrEqual(0);
  trainer.dispose();
});
