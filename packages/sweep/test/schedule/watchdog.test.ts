import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { BatchSignals, LaneSignals } from '../../src/launch/threads/signals.ts';
import { startWatchdog } from '../../src/schedule/watchdog.ts';

it('waits for a lane that may be silent for longer than any timer goes', async () => {
  let hangs = 0;
  const batch = new BatchSignals([7]);
  batch.begin(7);
  const stop = startWatchdog({
    batch,
    lanes: new LaneSignals(),
    hangAfterMs: 1e15,
    onHang: () => hangs++,
  });
  for (let ticks = 0; ticks < 100; ticks++) await sleep(1);
  stop();
  expect(hangs).toBe(0);
});
