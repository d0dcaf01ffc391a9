/** Searches whose trials are computed by several tasks, without Slurm: the same trials and rows as on one machine. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Store } from '@ranksweep/store';
import type { ExpandedSweep } from '@ranksweep/sweep';
import { expect, it } from 'vitest';
import { sharedSweep, type SharedSweep } from '../../../sweep/test/slurm/sharedSweep.ts';
import { results, run, temporaryStore } from '../../../sweep/test/support/sweeps.ts';
import '../../src/index.ts';
import { searches } from './searches.ts';

/** What was tried, and every row of the runs. Databases number runs and cells in the order in which they come to know them. */
function found(store: Store, sweepId: number): { trials: unknown[]; rows: string[] } {
  const cells = new Map<string, unknown>();
  for (const { part } of store.trials(sweepId))
    for (const { cell, name, value } of store.cellValues(sweepId, part))
      cells.set(`${part} ${cell} ${name}`, value);
  const valuesOf = (part: string, cell: number): unknown[] =>
    [...cells]
      .filter(([key]) => key.startsWith(`${part} ${cell} `))
      .map(([key, value]) => [key.split(' ')[2], value]);
  return {
    trials: store
      .trials(sweepId)
      .map(({ cell, ...trial }) => ({ ...trial, cell: valuesOf(trial.part, cell) })),
    rows: results(store, { sweepId })
      .map((one) => JSON.stringify(one))
      .toSorted(),
  };
}

async function foundLocally(sweep: ExpandedSweep): Promise<ReturnType<typeof found>> {
  const store = temporaryStore();
  const { sweepId } = await run(store, sweep);
  return found(store, sweepId);
}

async function requireSame({ store, sweepId, collect }: SharedSweep, sweep: ExpandedSweep): Promise<void> {
  await collect();
  const expected = await foundLocally(sweep);
  expect(expected.trials.length).toBeGreaterThan(8);
  expect(found(store, sweepId)).toEqual(expected);
}

it('of a search beside a grid, three tasks make the trials of one machine', async () => {
  const sweep = searches.besideGrid();
  const shared = await sharedSweep(sweep, { tasks: 3 });
  const ends = await Promise.all([0, 1, 2].map((index) => shared.start(index)));
  expect(ends.map(({ how }) => how)).toEqual(['nothing left', 'nothing left', 'nothing left']);
  await requireSame(shared, sweep);
});

it.for(['tpe', 'asha', 'boundary'] as const)(
  '%s: the task that asks is killed, and the others make the trials of one machine',
  async (name) => {
    const sweep = searches[name]();
    const shared = await sharedSweep(sweep, { tasks: 3 });
    const { path } = shared.folder;
    const running = [0, 1, 2].map((index) => ({ job: 1, index, restarts: 0, state: 'running' }));
    const write = (words: readonly object[]): void =>
      writeFileSync(join(path, 'words.json'), JSON.stringify(words));
    write(running);
    const first = startTask(path, 0, 7);
    await expect(first).rejects.toMatchObject({ signal: 'SIGKILL' });
    expect(existsSync(join(shared.folder.units, 'end'))).toBe(false);
    const others = [startTask(path, 1), startTask(path, 2)];
    write([{ ...running[0], state: 'ended' }, ...running.slice(1)]);
    for (const { stdout } of await Promise.all(others)) expect(stdout).toContain('nothing left');
    expect(readdirSync(shared.folder.claims)).toContain('guard.2');
    await requireSame(shared, sweep);
  },
);

/** @param units the task is killed when it has asked for so many units. Default: it is not */
const startTask = (path: string, index: number, units?: number): Promise<{ stdout: string }> =>
  promisify(execFile)(process.execPath, [
    fileURLToPath(new URL('taskProcess.ts', import.meta.url)),
    path,
    String(index),
    '3',
    ...(units === undefined ? [] : [String(units)]),
  ]);
