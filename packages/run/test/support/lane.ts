/** A lane without a scheduler. The test makes the requests, and the messages are collected. */
import type { RunConfig, TrajectoryChunk } from '@ranksweep/core';
import {
  runBatch,
  type LaneControl,
  type LaneKind,
  type LaneKindOf,
  type LaneMessage,
  type LaneRun,
  type Snapshots,
} from '../../src/index.ts';

/** A control that requests nothing. */
export class QuietControl implements LaneControl {
  isInterrupted = false;
  checkpointsRequested = 0;
  messagesWritten = Infinity;
  readonly atWork = new Set<number>();
  waitWhileHeld(): void | Promise<void> {}
  beat(): void {}
  begin(key: number): void {
    this.atWork.add(key);
  }
  end(key: number): void {
    this.atWork.delete(key);
  }
  isAbandoned(_key: number): boolean {
    return false;
  }
  isPaused(_key: number): boolean {
    return false;
  }
  isRecalled(_key: number): boolean {
    return false;
  }
}

/**
 * @param kind of all runs, or of each
 * @param messages receives them as they come
 */
export async function messagesOf(
  runs: readonly LaneRun[],
  kind: LaneKind | ((config: RunConfig) => LaneKind),
  control: LaneControl = new QuietControl(),
  messages: LaneMessage[] = [],
): Promise<LaneMessage[]> {
  const laneKindOf: LaneKindOf = async (config) => (typeof kind === 'function' ? kind(config) : kind);
  const post = (posted: readonly LaneMessage[]): void => void messages.push(...posted);
  await runBatch({ runs, laneKindOf, control, checkpointEveryMs: Infinity, post });
  return messages;
}

export const ofRun = (messages: readonly LaneMessage[], wanted: number): LaneMessage[] =>
  messages.filter(({ key }) => key === wanted);

/** All snapshots as one chunk, however they were sent. */
export function snapshotsOf(messages: readonly LaneMessage[]): TrajectoryChunk | undefined {
  const chunks = messages.flatMap((message): Snapshots[] =>
    'snapshots' in message && message.snapshots !== undefined ? [message.snapshots] : [],
  );
  const [first] = chunks;
  if (first === undefined) return undefined;
  const columns = first.metrics.map((_, m) =>
    chunks.flatMap(({ values, iterations: { length } }) => [
      ...values.subarray(m * length, (m + 1) * length),
    ]),
  );
  return {
    metrics: first.metrics,
    iterations: Float64Array.from(chunks.flatMap(({ iterations }) => [...iterations])),
    values: Float64Array.from(columns.flat()),
  };
}

/** The last message, without what depends on time or on how snapshots were sent before. */
export function lastOf(messages: readonly LaneMessage[]): object | undefined {
  const { snapshots: _, wallMs: __, ...last } = { snapshots: 0, wallMs: 0, ...messages.at(-1) };
  return last;
}
