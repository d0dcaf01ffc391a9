/** A training's state as bytes. */
import type { TrainingState } from '../training/state.ts';

/** A state, and how many iterations led to it. */
export interface RunState {
  readonly iteration: number;
  readonly training: TrainingState;
}

const VERSION = 1;
/** Little-endian float64: version, iteration, number of arrays, and the length of each. Then come all arrays' float32. */
const HEADER_NUMBERS = 3;
/** Beside parameters and velocities: running mean and variance, and the totals of the epoch. */
const OTHERS = 3;

export function encodeState({ iteration, training }: RunState): Uint8Array {
  const arrays = arraysOf(training);
  const header = Float64Array.of(VERSION, iteration, arrays.length, ...arrays.map(({ length }) => length));
  const parts = [header, ...arrays].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  );
  return Buffer.concat(parts);
}

/**
 * @param example a state of the same network
 * @throws RangeError when the bytes are not a state, or one of another network
 */
export function decodeState(bytes: Uint8Array, example: TrainingState): RunState {
  const copy = new Uint8Array(bytes); // Aligned, whatever the bytes are a view of.
  const lengths = arraysOf(example).map(({ length }) => length);
  const numbers = HEADER_NUMBERS + lengths.length;
  const expected = 8 * numbers + 4 * lengths.reduce((sum, length) => sum + length, 0);
  if (copy.length !== expected) {
    throw new RangeError(`state: expected ${expected} bytes, found ${copy.length}`);
  }
  const [version, iteration, count, ...found] = new Float64Array(copy.buffer, 0, numbers);
  const isOfNetwork = count === lengths.length && found.every((length, i) => length === lengths[i]);
  if (version !== VERSION || !isOfNetwork || !Number.isSafeInteger(iteration) || iteration! < 0) {
    throw new RangeError(`state: expected version ${VERSION} of this network, found version ${version}`);
  }
  let at = 8 * numbers;
  const arrays = lengths.map((length) => {
    const array = new Float32Array(copy.buffer, at, length);
    at += array.byteLength;
    return array;
  });
  return { iteration: iteration!, training: trainingOf(arrays) };
}

const arraysOf = (state: TrainingState): Float32Array[] => [
  ...state.parameters,
  ...state.velocities,
  state.runningMean,
  state.runningVariance,
  state.totals,
];

function trainingOf(arrays: readonly Float32Array[]): TrainingState {
  const parameters = (arrays.length - OTHERS) / 2;
  const [runningMean, runningVariance, totals] = arrays.slice(2 * parameters) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  return {
    parameters: arrays.slice(0, parameters),
    velocities: arrays.slice(parameters, 2 * parameters),
    runningMean,
    runningVariance,
    totals,
  };
}
