/** What a run whose points come by themselves goes on from: what its kind has saved, and what the driver remembers. */
import type { StopConfig } from '@ranksweep/core';
import type { StreamMemory } from './streamDriver.ts';

/** What was reported of an iteration. */
export interface StreamRow {
  readonly iteration: number;
  readonly values: Readonly<Record<string, number>>;
}

export interface StreamCheckpoint extends StreamMemory {
  readonly iteration: number;
  /** The last snapshot, if the schedule does not keep it: it is the run's last one if nothing more is reported. */
  readonly unkept: StreamRow | undefined;
  /** As the kind has given it. */
  readonly state: string;
}

export function encodeStreamCheckpoint(
  { iteration, lastKept, checks, unkept, state }: StreamCheckpoint,
  { lossBelow, checkEvery }: StopConfig,
): Uint8Array {
  const row = unkept && { iteration: unkept.iteration, values: unkept.values };
  // Earlier versions have written the last iteration that was reported as `previous`, by which a schedule decides alike.
  const remembered = { iteration, previous: lastKept, checks, lossBelow, checkEvery, unkept: row, state };
  return new TextEncoder().encode(JSON.stringify(remembered, withAllNumbers));
}

/** JSON has no NaN and no infinities. */
const withAllNumbers = (_: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

/**
 * @param stop the rule that will go on counting; another one than before starts anew
 * @throws RangeError if the bytes are no such checkpoint
 */
export function decodeStreamCheckpoint(bytes: Uint8Array, stop: StopConfig): StreamCheckpoint {
  const { iteration, previous: lastKept, checks, lossBelow, checkEvery, unkept, state } = parsed(bytes);
  const isCheckpoint =
    isCount(iteration) && isCount((lastKept as number) + 1) && isCount(checks) && typeof state === 'string';
  if (!isCheckpoint)
    throw new RangeError('checkpoint: expected what a stream has saved, found something else');
  const isSameRule = lossBelow === stop.lossBelow && checkEvery === stop.checkEvery;
  return {
    iteration,
    lastKept: lastKept as number,
    checks: isSameRule ? checks : 0,
    unkept: rowOf(unkept),
    state,
  };
}

function rowOf(unkept: unknown): StreamRow | undefined {
  const { iteration, values } = Object(unkept) as Readonly<Record<string, unknown>>;
  if (!isCount(iteration)) return undefined; // Earlier versions have written none.
  const numbers = Object.entries(Object(values) as object).map(([metric, value]) => [metric, Number(value)]);
  return { iteration, values: Object.fromEntries(numbers) as StreamRow['values'] };
}

function parsed(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(new TextDecoder().decode(bytes))) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
