/** The complete state of a run, and its form as bytes. */
import { initialParametersOf, NO_SUMS, slotCount, type EpochSums, type Workload } from '@ranksweep/core';

export interface RunState {
  /** Number of updates applied. */
  readonly iteration: number;
  /** group-rmsprop: v, the running mean of the squared gradient norm. */
  readonly meanSquare: number;
  /** decay^iteration of the optimizer's decays, kept by repeated multiplication. */
  readonly decayPowers: readonly [number, number];
  /** Time of gradient flow: the sum of the step sizes so far; 0 with momentum or Adam, which do not follow it. */
  readonly flowTime: number;
  /** The batches of the epoch so far; undefined if iterations take all observations. */
  readonly epoch?: EpochSums | undefined;
  /** Parameter matrices one after another, row-major, in the order of `network.parameters`. */
  readonly parameters: Float32Array | Float64Array;
  /** What the optimizer keeps per parameter, laid out like `parameters`. */
  readonly slots: readonly (Float32Array | Float64Array)[];
}

/** The state in which a run begins. */
export function initialState(workload: Workload): RunState {
  const matrices = initialParametersOf(workload);
  const parameters = new Float32Array(matrices.reduce((count, matrix) => count + matrix.length, 0));
  let at = 0;
  for (const matrix of matrices) {
    parameters.set(matrix, at);
    at += matrix.length;
  }
  const slots = Array.from({ length: slotCount(workload.config.optimizer) }, () => new Float32Array(at));
  const epoch = workload.config.batch === undefined ? {} : { epoch: NO_SUMS };
  return { iteration: 0, meanSquare: 0, decayPowers: [1, 1], flowTime: 0, ...epoch, parameters, slots };
}

/**
 * Header, little-endian float64: version, bytes per number, count, slots, iteration, meanSquare, decayPowers, flowTime; of a run
 * with batches also the three sums of its epoch.
 */
const HEADER_NUMBERS = 9;
const EPOCH_NUMBERS = 3;
const [VERSION, VERSION_WITH_EPOCH] = [2, 3];
/** Adam keeps two. */
const MOST_SLOTS = 2;

const isCount = (number: number): boolean => Number.isSafeInteger(number) && number >= 0;

export function encodeState(state: RunState): Uint8Array {
  const { parameters, slots, epoch } = state;
  const header = Float64Array.of(
    epoch === undefined ? VERSION : VERSION_WITH_EPOCH,
    parameters.BYTES_PER_ELEMENT,
    parameters.length,
    slots.length,
    state.iteration,
    state.meanSquare,
    ...state.decayPowers,
    state.flowTime,
    ...(epoch === undefined ? [] : [epoch.samples, epoch.objective, epoch.squares]),
  );
  const parts = [header, parameters, ...slots].map(
    (a) => new Uint8Array(a.buffer, a.byteOffset, a.byteLength),
  );
  return Buffer.concat(parts);
}

/** @throws RangeError when the bytes are not a state */
export function decodeState(bytes: Uint8Array): RunState {
  const copy = new Uint8Array(bytes); // Copy, so that the numbers are aligned whatever the bytes are a view of.
  const numbers = (from: number, count: number): number[] => [
    ...new Float64Array(copy.buffer, Float64Array.BYTES_PER_ELEMENT * from, count),
  ];
  const hasEpoch = copy.length >= 8 && numbers(0, 1)[0] === VERSION_WITH_EPOCH;
  const headerNumbers = HEADER_NUMBERS + (hasEpoch ? EPOCH_NUMBERS : 0);
  const headerBytes = headerNumbers * Float64Array.BYTES_PER_ELEMENT;
  if (copy.length < headerBytes) throw new RangeError(`state: expected a header, found ${copy.length} bytes`);
  const [version, width, count, slotCountFound, iteration, meanSquare, power0, power1, flowTime] = numbers(
    0,
    HEADER_NUMBERS,
  );
  // Check each number separately: without parameters, any number of slots would have the right total length.
  const hasCounts =
    isCount(count!) && isCount(slotCountFound!) && slotCountFound! <= MOST_SLOTS && isCount(iteration!);
  const expected = headerBytes + width! * count! * (1 + slotCountFound!);
  const isKnown = version === VERSION || hasEpoch;
  if (!isKnown || (width !== 4 && width !== 8) || !hasCounts || copy.length !== expected) {
    throw new RangeError(
      `state: expected version ${VERSION} or ${VERSION_WITH_EPOCH} and ${expected} bytes, found ${copy.length}`,
    );
  }
  const ArrayType = width === 4 ? Float32Array : Float64Array;
  const at = (k: number) => new ArrayType(copy.buffer, headerBytes + k * width * count!, count!);
  return {
    iteration: iteration!,
    meanSquare: meanSquare!,
    decayPowers: [power0!, power1!],
    flowTime: flowTime!,
    ...(hasEpoch ? { epoch: epochOf(numbers(HEADER_NUMBERS, EPOCH_NUMBERS)) } : {}),
    parameters: at(0),
    slots: Array.from({ length: slotCountFound! }, (_, k) => at(k + 1)),
  };
}

function epochOf([samples, objective, squares]: readonly number[]): EpochSums {
  if (!isCount(samples!)) throw new RangeError(`state: expected a number of samples, found ${samples}`);
  return { samples: samples!, objective: objective!, squares: squares! };
}
