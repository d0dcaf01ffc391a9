import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentProcess } from '@ranksweep/machine';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../machine/test/support/temporaryFolder.ts';
import type { TaskState } from '../../src/slurm/sweepFile.ts';
import { readState, writeState } from '../../src/slurm/task/stateFile.ts';

const state = (counter: number): TaskState => ({
  node: 'n1',
  process: currentProcess(),
  counter,
  startedAt: '2026-01-01T00:00:00.000Z',
  lanes: 1,
  unitsClaimed: 0,
  unitsDone: 0,
  runsEnded: 0,
  runsLeft: 0,
});

it('is replaced as a whole, and leaves nothing beside it', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'state.json');
  expect(await readState(path)).toBeUndefined();
  for (const counter of [1, 2]) {
    await writeState(path, state(counter));
    expect(await readState(path)).toEqual(state(counter));
  }
  writeFileSync(path, '{"node":');
  expect(await readState(path)).toBeUndefined();
  expect(readdirSync(folder)).toEqual(['state.json']);
});

it('that cannot be replaced leaves nothing beside what was there', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'state.json');
  mkdirSync(path); // A file never takes the place of a folder.
  await expect(writeState(path, state(1))).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
  expect(readdirSync(folder)).toEqual(['state.json']);
});
