/** Factorizations in a lane: the engine that computes them, and what is concluded. */
import { detectEvents, InputError, shown, type FactorizationConfig } from '@ranksweep/core';
import { createEngine } from '@ranksweep/engine';
import type { LaneKind, LaneOptions } from '@ranksweep/run';
import { conclude } from '../conclude/conclude.ts';
import { LatestWorkload } from './latestWorkload.ts';
import { FactorizationTrainer } from './trainer.ts';

/** @throws InputError when the engine does not have the device; Error when this machine cannot run the engine */
export async function prepareLane({
  engine: name,
  device: wanted,
}: LaneOptions): Promise<LaneKind<FactorizationConfig>> {
  const engine = createEngine(name);
  const devices = await engine.devices();
  const device = wanted === undefined ? devices[0] : devices.find(({ id }) => id === wanted);
  if (device === undefined) {
    const ids = devices.map(({ id }) => id);
    throw new InputError(`device: expected one of engine ${name}'s, ${shown(ids)}, found ${shown(wanted)}`);
  }
  const workloads = new LatestWorkload();
  return {
    trainer: async () => new FactorizationTrainer({ engine, device, workloads, slots: 1 }),
    eventsSoFar: (_, series) => detectEvents(series, undefined),
    conclude,
  };
}
