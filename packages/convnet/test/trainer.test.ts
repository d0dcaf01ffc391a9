/** Runs in a lane: they learn, and what interrupts them changes no bit. */
import { cpuDevice } from '@ranksweep/engine/tfjs';
import { parseRunConfig } from '@ranksweep/kinds';
import type { Trainer, TrainerKind } from '@ranksweep/run';
import { describe, expect, it } from 'vitest';
import { canonicalConfig } from '../src/kind/canonical.ts';
import { engineOn } from '../src/kind/place.ts';
import type { ConvnetConfig } from '../src/kind/schema.ts';
import { prepareLane } from '../src/lane/prepareLane.ts';

const configOf = (changes: object): ConvnetConfig =>
  canonicalConfig(parseRunConfig({ model, task: pairs, batch: { size: 16 }, ...changes }, 'config') as never);

const model = { kind: 'resnet', widths: [4, 8], dropout: 0.2 };
const pairs = {
  kind: 'is-same-class',
  data: { set: 'digits' },
  canvas: [8, 24],
  distance: 4,
  train: 40,
  test: 30,
};
const paths = { kind: 'pathfinder', length: 3, size: 32, train: 40, test: 30 };

async function trainerOn(engine: string, config: ConvnetConfig): Promise<Trainer<ConvnetConfig>> {
  const kind = (await prepareLane({ engine, device: cpuDevice() })) as TrainerKind<ConvnetConfig>;
  return kind.trainer(config, 1);
}

async function measured(trainer: Trainer<ConvnetConfig>): Promise<number[]> {
  const [found] = await trainer.measure([{ slot: 0, wanted: 'values' }]);
  return [found!.loss, found!.checkedLoss, ...found!.values];
}

const native = { engine: 'tfjs-native', device: cpuDevice() };
const engines = ['tfjs-wasm', ...('refusal' in engineOn(native) ? [] : ['tfjs-native'])];

const configs = {
  'pairs, with penalty and dropout': configOf({ regularizer: { lambda: 1 } }),
  'paths, with penalty and accumulated batches': configOf({
    task: paths,
    model: { ...model, stem: { stride: 2 } },
    regularizer: { lambda: 1, patches: { size: 3, distance: 2 } },
    batch: { size: 8, accumulate: 2 },
    record: { metrics: ['train_loss', 'penalty', 'gradient_cosine{0}', 'gradient_cosine{8}'] },
  }),
};

describe.each(engines)('%s', (engine) => {
  it.each(Object.entries(configs))(
    '%s: goes on from the middle of an epoch with the same bits',
    async (_, config) => {
      const [whole, before, after] = [
        await trainerOn(engine, config),
        await trainerOn(engine, config),
        await trainerOn(engine, config),
      ];
      await whole.load(0, config, undefined);
      await whole.advance(8);
      await before.load(0, config, undefined);
      await before.advance(2);
      await measured(before);
      await before.advance(2);
      const { iteration } = await after.load(0, config, await before.state(0));
      expect(iteration).toBe(4);
      expect(await measured(after)).toEqual(await measured(before));
      await after.advance(4);
      expect(await measured(after)).toEqual(await measured(whole));
      expect(Buffer.from(await after.state(0)).equals(Buffer.from(await whole.state(0)))).toBe(true);
      for (const trainer of [whole, before, after]) trainer.dispose();
    },
  );
});

it('learns what it sees often', async () => {
  const config = configOf({ model: { kind: 'resnet', widths: [8, 16] }, optimizer: { learningRate: 0.05 } });
  const trainer = await trainerOn('tfjs-wasm', config);
  await trainer.load(0, config, undefined);
  const [, wrongAtFirst] = await measured(trainer);
  await trainer.advance(90);
  const [loss, wrong] = await measured(trainer);
  expect(wrongAtFirst).toBeGreaterThan(0.2);
  expect(wrong).toBe(0);
  expect(loss).toBeLessThan(0.2);
  trainer.dispose();
});

it('has a loss that is no number once the network has none, and measures it', async () => {
  const config = configOf({ optimizer: { learningRate: 1e38, weightDecay: 1 } });
  const trainer = await trainerOn('tfjs-wasm', config);
  await trainer.load(0, config, undefined);
  await trainer.advance(3);
  expect((await measured(trainer))[0]).toBeNaN();
  trainer.dispose();
});

it('refuses a state that is none, or of another network', async () => {
  const config = configOf({});
  const trainer = await trainerOn('tfjs-wasm', config);
  await trainer.load(0, config, undefined);
  const state = await trainer.state(0);
  const wider = configOf({ model: { kind: 'resnet', widths: [4, 9] } });
  await expect(trainer.load(0, wider, state)).rejects.toThrow(RangeError);
  await expect(trainer.load(0, config, state.subarray(1))).rejects.toThrow(RangeError);
  const other = new Uint8Array(state);
  other[7] = 0xff;
  await expect(trainer.load(0, config, other)).rejects.toThrow(RangeError);
  trainer.dispose();
});
