/** Sweeps that are taken back stay so, whatever becomes of the word to Slurm. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../../machine/test/support/temporaryFolder.ts';
import { slurmFolder } from '../../src/slurm/folder.ts';
import { cancelOnSlurm } from '../../src/slurm/submit/cancelOnSlurm.ts';

afterEach(() => vi.unstubAllEnvs());

it('tells the tasks of all sweeps to stop, also where Slurm cannot be told', async () => {
  vi.stubEnv('PATH', temporaryFolder()); // There is no scancel.
  const folders = [1, 2].map((job) => {
    const folder = slurmFolder(join(temporaryFolder(), `sweep-${job}`));
    mkdirSync(folder.jobs, { recursive: true });
    writeFileSync(join(folder.jobs, `${job}.json`), '{}');
    return folder;
  });
  await expect(cancelOnSlurm(folders)).rejects.toThrow('scancel');
  expect(folders.map(({ stopFile }) => existsSync(stopFile))).toEqual([true, true]);
});

it('says nothing of Slurm where it has no job of the sweep', async () => {
  const folder = slurmFolder(temporaryFolder());
  expect(await cancelOnSlurm([folder])).toBeUndefined();
  expect(existsSync(folder.stopFile)).toBe(true);
});
