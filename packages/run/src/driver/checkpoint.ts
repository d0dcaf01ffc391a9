/** What a run needs to resume exactly where it stopped: the trainer's state and what the driver remembers. */
import type { StopConfig } from '@ranksweep/core';
import type { Memory } from './driver.ts';

export interface RunCheckpoint extends Memory {
  /** The state exactly as the trainer returned it. */
  readonly state: Uint8Array;
}

/**
 * Little-endian float64 before the state: lastKept, zeroLossChecks and the rule that counted them. Where there is a reference,
 * it comes before these, and at its beginning, as -2 - n, how many numbers n it has.
 */
const COUNTERS = 4;

export function encodeCheckpoint(
  { state, zeroLossChecks, lastKept, reference }: RunCheckpoint,
  stop: StopConfig,
): Uint8Array {
  const remembered = reference === undefined ? [] : [-2 - reference.length, ...reference];
  const header = Float64Array.of(...remembered, lastKept, zeroLossChecks, stop.lossBelow, stop.checkEvery);
  // Use a separate array: posting a slice of Node's buffer pool would copy the whole pool.
  const bytes = new Uint8Array(header.byteLength + state.length);
  bytes.set(new Uint8Array(header.buffer));
  bytes.set(state, header.byteLength);
  return bytes;
}

/**
 * @param stop the rule that will go on counting; another one than before starts anew
 * @returns its state as a view of the bytes, which only the trainer can tell from others
 * @throws RangeError when what stands before the state is not a checkpoint's
 */
export function decodeCheckpoint(bytes: Uint8Array, stop: StopConfig): RunCheckpoint {
  const [first] = numbersOf(bytes, 1);
  const remembered = first! < -1 ? -1 - first! : 0;
  requireCount('numbers remembered', remembered);
  const header = numbersOf(bytes, remembered + COUNTERS);
  const [lastKept, counted, lossBelow, checkEvery] = header.subarray(remembered);
  requireCount('snapshots up to the one kept last', lastKept! + 1);
  requireCount('checks', counted!);
  const sameRule = lossBelow === stop.lossBelow && checkEvery === stop.checkEvery;
  return {
    state: bytes.subarray(header.byteLength),
    zeroLossChecks: sameRule ? counted! : 0,
    lastKept: lastKept!,
    reference: remembered === 0 ? undefined : header.subarray(1, remembered),
  };
}

/** The first so many numbers, whatever the bytes are a view of. */
function numbersOf(bytes: Uint8Array, count: number): Float64Array {
  const length = count * Float64Array.BYTES_PER_ELEMENT;
  if (bytes.length < length)
    throw new RangeError(`checkpoint: expected ${count} numbers, found ${bytes.length} bytes`);
  return new Float64Array(new Uint8Array(bytes.subarray(0, length)).buffer);
}

function requireCount(noun: string, found: number): void {
  if (Number.isSafeInteger(found) && found >= 0) return;
  throw new RangeError(`checkpoint: expected a number of ${noun}, found ${found}`);
}
