import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { SlurmFolder } from '../../src/launch/slurm/folder.ts';
import type { TaskState } from '../../src/launch/slurm/sweepFile.ts';
import { results, run, smallSweep, temporaryStore } from '../support/sweeps.ts';
import { sharedSweep } from './sharedSweep.ts';

const long = () => smallSweep(['mf', 'tf'], { stop: { maxIterations: 8000, lossBelow: 0 } });

const stateOf = ({ tasks }: SlurmFolder, task: string): TaskState =>
  JSON.parse(readFileSync(join(tasks, `${task}.json`), 'utf8')) as TaskState;

it('computes with several tasks what a local sweep computes', async () => {
  const sweep = smallSweep();
  const local = temporaryStore();
  const expected = results(local, await run(local, sweep));
  const shared = await sharedSweep(sweep);
  const ends = await Promise.all([shared.start(0), shared.start(1)]);
  expect(ends.map(({ how }) => how)).toEqual(['nothing left', 'nothing left']);
  expect(await shared.collect()).toBeGreaterThan(0);
  expect(results(shared.store, shared)).toEqual(expected);
  const claimed = [0, 1].map((index) => stateOf(shared.folder, `1_${index}.0.1`).unitsDone);
  expect(claimed[0]! + claimed[1]!).toBe(
    readdirSync(shared.folder.claims).filter((name) => name.endsWith('.done')).length,
  );
});

it('goes on where an interrupted task has stopped, from what that has published', async () => {
  const sweep = long();
  const local = temporaryStore();
  const expected = results(local, await run(local, sweep));
  const shared = await sharedSweep(sweep, { tasks: 1 });
  const stopping = new AbortController();
  const first = await shared.start(0, {
    signal: stopping.signal,
    observer: { progressed: (_, iteration) => iteration > 300 && stopping.abort() },
  });
  expect(first.how).toBe('interrupted');
  let before: number | undefined;
  const second = await shared.start(0, {
    restart: 1,
    observer: { progressed: (_, iteration) => (before ??= iteration) },
  });
  expect(second.how).toBe('nothing left');
  expect(before).toBeGreaterThan(300);
  await shared.collect();
  expect(results(shared.store, shared)).toEqual(expected);
});

it('takes over from a task that Slurm says is gone, and waits for one that it does not', async () => {
  const sweep = long();
  const local = temporaryStore();
  const expected = results(local, await run(local, sweep));
  const shared = await sharedSweep(sweep, { tasks: 2 });
  // A task that dies at once, when it has claimed everything.
  const units = new Set(readdirSync(shared.folder.path));
  expect(units.has('sweep.json')).toBe(true);
  for (const unit of [0, 1, 2, 3]) writeFileSync(join(shared.folder.claims, `${unit}.1`), '1_3.0.1 dead\n');
  const ending = shared.start(0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(readdirSync(shared.folder.claims)).not.toContain('0.2');
  shared.words.push({ job: 1, index: 3, restarts: 1, state: 'running' });
  expect((await ending).how).toBe('nothing left');
  await shared.collect();
  expect(results(shared.store, shared)).toEqual(expected);
});

it('notices that it was started twice', async () => {
  const shared = await sharedSweep(long(), { tasks: 1 });
  const stopping = new AbortController();
  const started = Promise.withResolvers<void>();
  const first = shared.start(0, { signal: stopping.signal, observer: { started: () => started.resolve() } });
  await started.promise;
  expect((await shared.start(0)).how).toBe('started twice');
  stopping.abort();
  expect((await first).how).toBe('interrupted');
});

it('ends when the sweep is cancelled', async () => {
  const shared = await sharedSweep(long(), { tasks: 1 });
  const end = await shared.start(0, {
    observer: { progressed: () => writeFileSync(shared.folder.stopFile, '') },
  });
  expect(end.how).toBe('interrupted');
});
