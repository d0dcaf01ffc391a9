import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '@ranksweep/store';
import { expect, it, onTestFinished, vi } from 'vitest';
import { Pacer } from '../src/pacer.ts';
import { addSweep, temporaryStore } from './support/stores.ts';

it('has the database read when another connection has committed, and every now and then', async () => {
  const store = temporaryStore();
  const reader = openStore(store.path, { readOnly: true });
  onTestFinished(() => reader.close());
  let reads = 0;
  const pacer = new Pacer(reader, () => reads++, vi.fn());
  onTestFinished(() => pacer.stop());
  await vi.waitFor(() => expect(reads).toBe(1), 60_000);
  addSweep(store, 'a', [0.1], 1);
  await vi.waitFor(() => expect(reads).toBeGreaterThan(1), 60_000);
  const before = reads;
  await vi.waitFor(() => expect(reads).toBeGreaterThan(before), 60_000);
});

it('rests after a read that took long', async () => {
  const store = temporaryStore();
  let reads = 0;
  const work = (): void => {
    reads++;
    const until = process.cpuUsage().user + 200_000;
    while (process.cpuUsage().user < until);
  };
  let version = 0;
  const pacer = new Pacer({ ...store, dataVersion: () => version++ }, work, vi.fn());
  onTestFinished(() => pacer.stop());
  await vi.waitFor(() => expect(reads).toBe(1), 60_000);
  await sleep(1000); // of the two seconds that 200 ms are paid by
  expect(reads).toBe(1);
});
