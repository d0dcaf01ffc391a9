/** Prepares factorizations in a lane: the engine that computes them, and how their results are derived. */
import { detectEvents, type FactorizationConfig } from '@ranksweep/core';
import { createEngine } from '@ranksweep/engine';
import type { LaneKind, LaneOptions } from '@ranksweep/run';
import { conclude } from '../conclude/conclude.ts';
import { LatestWorkload } from './latestWorkload.ts';
import { FactorizationTrainer } from './trainer.ts';

/** @throws Error if this machine cannot run the engine */
export async function prepareLane({
  engine: name,
  device,
}: LaneOptions): Promise<LaneKind<FactorizationConfig>> {
  const engine = createEngine(name);
  const workloads = new LatestWorkload();
  return {
    trainer: async (config, wanted) => {
      const example = await workloads.of(config);
      // A processor gains nothing from advancing runs together.
      const most = device.kind === 'cpu' ? 1 : engine.capacity({ example, cohort: wanted }, device);
      const slots = Math.max(1, Math.min(wanted, most)); // No run fits, so compiling one gives the reason.
      return FactorizationTrainer.make(config, { engine, device, workloads, slots });
    },
    refusal: async (config) => engine.supports({ example: await workloads.of(config), cohort: 1 }, device),
    eventsSoFar: (_, series) => detectEvents(series, undefined),
    conclude,
  };
}
