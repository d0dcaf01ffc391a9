import { openStore } from '@ranksweep/store';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { Pacer } from '../src/pacer.ts';
import { addSweep, temporaryStore } from './support/stores.ts';

let cpuMs: number;

/** The clock and the processor's time go on when the test says so. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  cpuMs = 0;
  const usage = vi.spyOn(process, 'cpuUsage').mockImplementation(() => ({ user: 1000 * cpuMs, system: 0 }));
  onTestFinished(() => usage.mockRestore());
});

it('has the database read when another connection has committed, and every now and then', () => {
  const store = temporaryStore();
  const reader = openStore(store.path, { readOnly: true });
  onTestFinished(() => reader.close());
  let reads = 0;
  const pacer = new Pacer(reader, () => reads++, vi.fn());
  onTestFinished(() => pacer.stop());
  vi.advanceTimersByTime(1000);
  expect(reads).toBe(1);
  addSweep(store, 'a', [0.1], 1);
  vi.advanceTimersByTime(100);
  expect(reads).toBe(2);
  vi.advanceTimersByTime(1900);
  expect(reads).toBe(2);
  vi.advanceTimersByTime(300);
  expect(reads).toBe(3);
});

it('rests after a read and its drawing that took long', () => {
  const store = temporaryStore();
  let reads = 0;
  const work = (): void => {
    reads++;
    cpuMs += 150;
  };
  const draw = (): void => void (cpuMs += 50);
  let version = 0;
  const pacer = new Pacer({ ...store, dataVersion: () => version++ }, work, draw);
  onTestFinished(() => pacer.stop());
  vi.advanceTimersByTime(1999); // two seconds are what 200 ms are paid by
  expect(reads).toBe(1);
  vi.advanceTimersByTime(1);
  expect(reads).toBe(2);
});
