import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { H100S, FAILS, saying, withNvidiaSmi } from '../../../../packages/machine/test/support/nvidiaSmi.ts';
import { GpuWatch } from '../../src/views/lanes/gpus.ts';
import { temporaryFolder } from '../support/stores.ts';

it('has what nvidia-smi prints at a later look', async () => {
  withNvidiaSmi(saying(H100S));
  const watch = new GpuWatch();
  expect(watch.gpus).toEqual([]);
  watch.look(0);
  await expect.poll(() => watch.gpus).toHaveLength(2);
  expect(watch.gpus).toMatchObject([{ busyPercent: 97 }, { busyPercent: undefined }]);
});

it('asks every two seconds, and not while an answer is waited for', async () => {
  const folder = withNvidiaSmi(`echo . >> asked; while [ ! -e go ]; do sleep 0.02; done; ${saying(H100S)}`);
  const asked = (): number =>
    existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8').length / 2 : 0;
  const watch = new GpuWatch();
  watch.look(0);
  await expect.poll(() => asked()).toBe(1);
  watch.look(5000);
  writeFileSync(join(folder, 'go'), '');
  await expect.poll(() => watch.gpus).toHaveLength(2);
  watch.look(1999);
  expect(asked()).toBe(1);
  watch.look(2000);
  await expect.poll(() => asked()).toBe(2);
});

it('shows nothing where it is absent or fails', async () => {
  const folder = withNvidiaSmi(`touch asked; ${FAILS}`);
  const failing = new GpuWatch();
  failing.look(0);
  await expect.poll(() => existsSync(join(folder, 'asked'))).toBe(true);
  expect(failing.gpus).toEqual([]);
  vi.stubEnv('PATH', temporaryFolder());
  const absent = new GpuWatch();
  absent.look(0);
  expect(absent.gpus).toEqual([]);
});
