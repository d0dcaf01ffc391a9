/** States and checkpoints: the BLOBs that a database keeps of runs. */
import { decodeState, encodeState, initialState } from '@ranksweep/engine';
import { prepareWorkload } from '@ranksweep/core';
import { decodeCheckpoint, encodeCheckpoint } from '../../../packages/run/src/driver/checkpoint.ts';
import { mutateBytes } from '../mutate/bytes.ts';
import type { Reader } from '../reader.ts';
import { config, goodConfigs } from './support.ts';

const HEADER_BYTES = 72;
const stop = goodConfigs[0]!.stop;
const states = ['sgd', 'adam'].map((kind) =>
  initialState(prepareWorkload(config({ optimizer: { kind, learningRate: 0.1 } }))),
);

export const stateReader = (): Reader => {
  const good = states.map(encodeState);
  return {
    name: 'state',
    refusal: 'RangeError',
    make: (random) => mutateBytes(random.pick(good), random),
    read(input) {
      const state = decodeState(input);
      requireState(state);
      // The header's numbers may be NaNs of other bits.
      const again = Buffer.from(encodeState(state)).subarray(HEADER_BYTES);
      if (!again.equals(input.subarray(HEADER_BYTES))) throw new Error('other bytes after a round trip');
    },
  };
};

export const checkpointReader = (): Reader => {
  const good = states
    .map(encodeState)
    .flatMap((state) => [
      encodeCheckpoint({ state, zeroLossChecks: 3, lastKept: -1 }, stop),
      encodeCheckpoint({ state, zeroLossChecks: 0, lastKept: 5, reference: Float64Array.of(1, 2, 3) }, stop),
    ]);
  return {
    name: 'checkpoint',
    refusal: 'RangeError',
    make: (random) => mutateBytes(random.pick(good), random),
    read(input) {
      const { state, zeroLossChecks, reference = [] } = decodeCheckpoint(input, stop);
      requireState(decodeState(state));
      if (!Number.isSafeInteger(zeroLossChecks) || zeroLossChecks < 0)
        throw new Error(`${zeroLossChecks} checks`);
      if (reference.length * 8 > input.length) throw new Error(`${reference.length} numbers remembered`);
    },
  };
};

function requireState({ iteration, parameters, slots }: ReturnType<typeof decodeState>): void {
  if (!Number.isSafeInteger(iteration) || iteration < 0) throw new Error(`iteration ${iteration}`);
  if (slots.some((slot) => slot.length !== parameters.length)) throw new Error('slots of another length');
}
