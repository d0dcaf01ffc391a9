import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BatchSignals, LaneSignals } from '../../src/launch/threads/signals.ts';
import { startWatchdog } from '../../src/schedule/watchdog.ts';

const HANG_AFTER_MS = 1000;

/** A batch that a lane has begun, on a clock that goes when the test says so. */
function watched(hangAfterMs = HANG_AFTER_MS): {
  readonly batch: BatchSignals;
  readonly lanes: LaneSignals;
  readonly hangs: () => number;
} {
  const [batch, lanes] = [new BatchSignals([7]), new LaneSignals()];
  let hangs = 0;
  const stop = startWatchdog({ batch, lanes, hangAfterMs, onHang: () => hangs++ });
  stops.push(stop);
  return { batch, lanes, hangs: () => hangs };
}

const stops: (() => void)[] = [];
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.useRealTimers();
});

describe('startWatchdog', () => {
  it('ends a lane that has gone silent, once', () => {
    const { batch, hangs } = watched();
    batch.begin(7);
    vi.advanceTimersByTime(HANG_AFTER_MS);
    expect(hangs()).toBe(0); // its first look heard the beginning
    vi.advanceTimersByTime(HANG_AFTER_MS);
    expect(hangs()).toBe(1);
    vi.advanceTimersByTime(10 * HANG_AFTER_MS);
    expect(hangs()).toBe(1);
  });

  it('leaves a lane alone that shows a sign of life now and then', () => {
    const { batch, hangs } = watched();
    for (let beats = 0; beats < 10; beats++) {
      batch.beat();
      vi.advanceTimersByTime(0.9 * HANG_AFTER_MS);
    }
    expect(hangs()).toBe(0);
  });

  it('gives a lane that has not begun a minute more', () => {
    const { hangs } = watched();
    vi.advanceTimersByTime(60_000);
    expect(hangs()).toBe(0);
    vi.advanceTimersByTime(HANG_AFTER_MS);
    expect(hangs()).toBe(1);
  });

  it('gives no lane less time to begin than it may be silent later', () => {
    const { hangs } = watched(900_000);
    vi.advanceTimersByTime(900_000);
    expect(hangs()).toBe(0);
    vi.advanceTimersByTime(90_000);
    expect(hangs()).toBe(1);
  });

  it('counts no silence while lanes are held', () => {
    const { batch, lanes, hangs } = watched();
    batch.begin(7);
    lanes.hold();
    vi.advanceTimersByTime(10 * HANG_AFTER_MS);
    expect(hangs()).toBe(0);
    lanes.release();
    vi.advanceTimersByTime(HANG_AFTER_MS);
    expect(hangs()).toBe(1);
  });

  it('waits for a lane that may be silent for longer than any timer goes', () => {
    const { batch, hangs } = watched(1e15);
    batch.begin(7);
    vi.advanceTimersByTime(1000);
    expect(hangs()).toBe(0);
  });
});
