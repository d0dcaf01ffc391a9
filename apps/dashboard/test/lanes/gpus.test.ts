import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { GpuWatch, parseGpus } from '../../src/views/lanes/gpus.ts';
import { temporaryFolder } from '../support/stores.ts';

afterEach(() => vi.unstubAllEnvs());

/** Puts a program of that name first on the path. @returns the folder that it is in, and works in */
function withProgram(script: string): string {
  const folder = temporaryFolder();
  const program = join(folder, 'nvidia-smi');
  writeFileSync(program, `#!/bin/sh\ncd "${folder}"\n${script}\n`);
  chmodSync(program, 0o755);
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
  return folder;
}

it('reads what nvidia-smi prints', async () => {
  const folder = withProgram(`
    echo "$@" > asked
    echo "NVIDIA H100 80GB HBM3, 97, 12345, 81559, 45, 312.44"
    echo "Tesla T4, [N/A], 0, 15360, 33, [Not Supported]"`);
  const watch = new GpuWatch();
  expect(watch.gpus).toEqual([]);
  watch.look(0);
  await expect.poll(() => watch.gpus).toHaveLength(2);
  expect(watch.gpus).toEqual([
    {
      name: 'NVIDIA H100 80GB HBM3',
      percent: 97,
      usedMiB: 12345,
      totalMiB: 81559,
      celsius: 45,
      watts: 312.44,
    },
    { name: 'Tesla T4', percent: undefined, usedMiB: 0, totalMiB: 15360, celsius: 33, watts: undefined },
  ]);
  expect(readFileSync(join(folder, 'asked'), 'utf8').trim()).toBe(
    '--query-gpu=name,utilization.gpu,memory.used,memory.total,temperature.gpu,power.draw --format=csv,noheader,nounits',
  );
});

it('asks every two seconds, and not while an answer is waited for', async () => {
  const folder = withProgram(
    'echo . >> asked; while [ ! -e go ]; do sleep 0.02; done; echo "A, 1, 2, 3, 4, 5"',
  );
  const asked = (): number =>
    existsSync(join(folder, 'asked')) ? readFileSync(join(folder, 'asked'), 'utf8').length / 2 : 0;
  const watch = new GpuWatch();
  watch.look(0);
  await expect.poll(() => asked()).toBe(1);
  watch.look(5000);
  writeFileSync(join(folder, 'go'), '');
  await expect.poll(() => watch.gpus).toHaveLength(1);
  watch.look(1999);
  expect(asked()).toBe(1);
  watch.look(2000);
  await expect.poll(() => asked()).toBe(2);
});

it('shows nothing where it is absent or fails', async () => {
  withProgram(
    'echo "NVIDIA-SMI has failed because it could not communicate with the driver"; touch failed; exit 9',
  );
  const failing = new GpuWatch();
  failing.look(0);
  const folder = process.env.PATH!.split(delimiter)[0]!;
  await expect.poll(() => existsSync(join(folder, 'failed'))).toBe(true);
  expect(failing.gpus).toEqual([]);
  vi.stubEnv('PATH', temporaryFolder());
  const absent = new GpuWatch();
  absent.look(0);
  expect(absent.gpus).toEqual([]);
});

it('takes names with commas, and leaves out what is no card', () => {
  expect(parseGpus('A, B, 1, 2, 3, 4, 5\n\nNo devices were found\n')).toMatchObject([
    { name: 'A, B', watts: 5 },
  ]);
});
