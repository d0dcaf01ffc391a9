import { createEngine } from '@ranksweep/engine';
import { expect, it } from 'vitest';
import { LatestWorkload } from '../src/lane/latestWorkload.ts';
import { FactorizationTrainer } from '../src/lane/trainer.ts';
import { configOf } from './support/configs.ts';

it.each(['wasm', 'reference'] as const)('keeps nothing of a run that has left its slot: %s', async (name) => {
  const engine = createEngine(name);
  const [device] = await engine.devices();
  const config = configOf('mf');
  const workloads = new LatestWorkload();
  const trainer = await FactorizationTrainer.make(config, { engine, device: device!, workloads, slots: 2 });
  await trainer.load(0, config, undefined);
  await trainer.load(1, config, undefined);
  const start = await trainer.state(0);
  await trainer.advance(3);
  const three = await trainer.state(0);
  expect(await trainer.state(1)).toEqual(three);

  await trainer.unload(0);
  await trainer.advance(2);
  await expect(trainer.state(0)).rejects.toThrow('slot 0: expected a run that was loaded, found none');
  await expect(trainer.measure([{ slot: 0, wanted: 'loss' }])).rejects.toThrow('found none');

  expect((await trainer.load(0, config, undefined)).iteration).toBe(0);
  expect(await trainer.state(0)).toEqual(start);
  await trainer.advance(3);
  expect(await trainer.state(0)).toEqual(three);
  trainer.dispose();
});
