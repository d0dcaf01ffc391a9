/** What one side asks or tells, the other hears, though each has its own object over the memory that they share. */
import { describe, expect, it } from 'vitest';
import { BatchSignals, LaneSignals, ThreadControl } from '../../src/launch/threads/signals.ts';

const KEYS = [40, 7, 12];

function sides(): {
  readonly lanes: LaneSignals;
  readonly batch: BatchSignals;
  readonly control: ThreadControl;
} {
  const [lanes, batch] = [new LaneSignals(), new BatchSignals(KEYS)];
  const control = new ThreadControl(new LaneSignals(lanes.memory), new BatchSignals(KEYS, batch.memory));
  return { lanes, batch, control };
}

describe('signals between a scheduler and a lane', () => {
  it('tell a lane which runs are not wanted, and which are to pause, and no others', () => {
    const { batch, control } = sides();
    batch.abandon(7);
    batch.pause(12);
    expect(KEYS.map((key) => control.isAbandoned(key))).toEqual([false, true, false]);
    expect(KEYS.map((key) => control.isPaused(key))).toEqual([false, false, true]);
  });

  it('tell a scheduler which runs a lane is at, whatever is asked of them', () => {
    const { batch, control } = sides();
    expect(batch.beats).toBe(0);
    for (const key of KEYS) control.begin(key);
    batch.abandon(7);
    control.end(7);
    batch.pause(12);
    expect(batch.atWork).toEqual([40, 12]);
    expect(batch.beats).toBe(3);
    control.beat();
    expect(batch.beats).toBe(4);
    expect(control.isAbandoned(7)).toBe(true);
  });

  it('tell every lane of an interruption, which ends holding, and of each checkpoint that is asked for', () => {
    const { lanes, control } = sides();
    lanes.hold();
    expect(lanes.isHeld).toBe(true);
    lanes.requestCheckpoint();
    lanes.requestCheckpoint();
    expect([control.checkpointsRequested, control.isInterrupted]).toEqual([2, false]);
    lanes.interrupt();
    expect([control.isInterrupted, lanes.isHeld]).toEqual([true, false]);
    lanes.hold(); // too late
    expect(lanes.isHeld).toBe(false);
    control.waitWhileHeld();
  });
});
