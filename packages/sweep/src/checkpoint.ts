/** What a run needs to go on exactly where it stopped: the engine's state and how far the stop rule has counted. */
import { decodeState, encodeState, type RunState } from '@ranksweep/engine';
import type { StopConfig } from '@ranksweep/core';

export interface RunCheckpoint {
  readonly state: RunState;
  /** Checks in a row, up to now, that found the loss to be zero. */
  readonly zeroLossChecks: number;
}

/** Three little-endian float64 before the state: zeroLossChecks and the rule that counted them. */
const HEADER_NUMBERS = 3;
const HEADER_BYTES = HEADER_NUMBERS * Float64Array.BYTES_PER_ELEMENT;

export function encodeCheckpoint({ state, zeroLossChecks }: RunCheckpoint, stop: StopConfig): Uint8Array {
  const header = Float64Array.of(zeroLossChecks, stop.lossBelow, stop.checkEvery);
  const stateBytes = encodeState(state);
  // An array of its own: posting a part of Node's buffer pool would copy all of the pool.
  const bytes = new Uint8Array(HEADER_BYTES + stateBytes.length);
  bytes.set(new Uint8Array(header.buffer));
  bytes.set(stateBytes, HEADER_BYTES);
  return bytes;
}

/**
 * @param stop the rule that will go on counting; another one than before starts anew
 * @throws RangeError when the bytes are not a checkpoint
 */
export function decodeCheckpoint(bytes: Uint8Array, stop: StopConfig): RunCheckpoint {
  const [counted, lossBelow, checkEvery] = new Float64Array(
    new Uint8Array(bytes.subarray(0, HEADER_BYTES)).buffer,
  );
  const sameRule = lossBelow === stop.lossBelow && checkEvery === stop.checkEvery;
  return { state: decodeState(bytes.subarray(HEADER_BYTES)), zeroLossChecks: sameRule ? counted! : 0 };
}
