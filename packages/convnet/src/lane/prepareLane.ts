/** Prepares convolutional networks in a lane. */
import { detectEvents, InputError } from '@ranksweep/core';
import { startBackend } from '@ranksweep/engine/tfjs';
import type { LaneKind, LaneOptions } from '@ranksweep/run';
import { conclude } from '../kind/conclude.ts';
import { engineOn } from '../kind/place.ts';
import type { ConvnetConfig } from '../kind/schema.ts';
import { LatestImages } from './images.ts';
import { ConvnetTrainer } from './trainer.ts';

/** TensorFlow.js is started with the first run. */
export async function prepareLane(place: LaneOptions): Promise<LaneKind<ConvnetConfig>> {
  const latest = new LatestImages();
  return {
    async trainer() {
      const found = engineOn(place);
      if ('refusal' in found) throw new InputError(found.refusal);
      return new ConvnetTrainer(await startBackend(found.name, place.device), latest);
    },
    eventsSoFar: (_, series) => detectEvents(series, undefined),
    conclude: (_, series, __, reason) => conclude(series, reason),
  };
}
