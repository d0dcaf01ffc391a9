/** What a run whose points come by themselves goes on from: what its kind has saved, and what the driver remembers. */
import type { StopConfig } from '@ranksweep/core';
import type { StreamMemory } from './streamDriver.ts';

export interface StreamCheckpoint extends StreamMemory {
  readonly iteration: number;
  /** As the kind has given it. */
  readonly state: string;
}

export function encodeStreamCheckpoint(
  { iteration, previous, checks, state }: StreamCheckpoint,
  { lossBelow, checkEvery }: StopConfig,
): Uint8Array {
  const text = JSON.stringify({ iteration, previous, checks, lossBelow, checkEvery, state });
  return new TextEncoder().encode(text);
}

/**
 * @param stop the rule that will go on counting; another one than before starts anew
 * @throws RangeError if the bytes are no such checkpoint
 */
export function decodeStreamCheckpoint(bytes: Uint8Array, stop: StopConfig): StreamCheckpoint {
  const { iteration, previous, checks, lossBelow, checkEvery, state } = parsed(bytes);
  const isCheckpoint =
    isCount(iteration) && isCount((previous as number) + 1) && isCount(checks) && typeof state === 'string';
  if (!isCheckpoint)
    throw new RangeError('checkpoint: expected what a stream has saved, found something else');
  const isSameRule = lossBelow === stop.lossBelow && checkEvery === stop.checkEvery;
  return { iteration, previous: previous as number, checks: isSameRule ? checks : 0, state };
}

function parsed(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(new TextDecoder().decode(bytes))) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
