/** TensorFlow's native library, built through the command, on a processor. */
import { mkdtempSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNativeBinding, WHEELS } from '@ranksweep/cuda';
import { describe, expect, inject, it } from 'vitest';
import { node, ranksweep, type Ended } from './command.ts';
import type { Outcome } from './processes/coreSuite.ts';

const root = inject('root');
const env = { RANKSWEEP_CUDA: root };
const started = (name: string): Promise<Ended> =>
  node(fileURLToPath(new URL(`processes/${name}`, import.meta.url)), [], env);

const WORKS = 'TensorFlow 2.21.0 without CUDA, computes on the processor, in worker threads too.';

describe('install-cuda', () => {
  it('says what it will do, and builds what works', () => {
    const { status, stdout } = inject('installed');
    expect(inject('installed')).toMatchObject({ status: 0 });
    expect(stdout).toMatch(
      /^TensorFlow for the processor: 274 MB to download, 1\.4 GB of disk until it is done/,
    );
    expect(stdout).toContain(WORKS);
    expect(status).toBe(0);
  });

  it('took the download up again where it broke off', () => {
    const [first, second, ...more] = inject('asked');
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(WHEELS.cpu[0]!.bytes / 10);
    expect(more).toEqual([]);
  });

  it('leaves one folder, without what was downloaded', () => {
    expect(readdirSync(root)).toEqual(['tfjs-4.22.0-tensorflow-2.21.0-cpu']);
  });

  it('does nothing where it works already', async () => {
    const { status, stdout } = await ranksweep(['install-cuda', '--cpu'], env);
    expect(stdout).toMatch(/: nothing was installed\.$/);
    expect(status).toBe(0);
  });

  it('finds TensorFlow in a Python environment, and leaves it where it is', async () => {
    const site = join(findNativeBinding(root)!.folder, 'site-packages');
    const other = mkdtempSync(join(root, '..', 'other-'));
    const ended = await ranksweep(['install-cuda', '--cpu'], { RANKSWEEP_CUDA: other, PYTHONPATH: site });
    expect(ended).toMatchObject({ status: 0 });
    expect(ended.stdout).toContain(`TensorFlow 2.21.0 of ${site} is used where it is.`);
    expect(ended.stdout).toContain(WORKS);
    expect(readdirSync(findNativeBinding(other)!.folder)).not.toContain('site-packages');
  });
});

describe('what was built', () => {
  it('is checked, and works elsewhere as well', async () => {
    const moved = `${root}-moved`;
    renameSync(root, moved);
    try {
      const { status, stdout, stderr } = await ranksweep(['install-cuda', '--check'], {
        RANKSWEEP_CUDA: moved,
      });
      expect(stdout).toBe(`ok     TensorFlow: ${WORKS.slice('TensorFlow '.length, -1)}`);
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    } finally {
      renameSync(moved, root);
    }
  });

  it('goes on when worker threads are ended in the middle of a training, and says nothing', async () => {
    const { status, stdout, stderr } = await started('terminate.ts');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const { before, after } = JSON.parse(stdout) as Record<'before' | 'after', number[]>;
    expect(before.at(-1)).toBeLessThan(before[0]!);
    expect(after).toEqual(before);
  });

  it('refuses to compute on the processor where a GPU was asked for', async () => {
    const { status, stderr } = await started('loadGpu.ts');
    expect(status).toBe(1);
    expect(stderr).toContain('TensorFlow: expected a GPU, found none that it can use');
  });
});

/** TensorFlow's message is another than that of TensorFlow.js; and it rounds no whole numbers, which are round. */
const KNOWN_FAILURES = [
  'depthwiseConv2d gradients test-tensorflow {} throws error on dilations > 1',
  'round test-tensorflow {} int32',
];

it("passes tfjs-core's own suite, but for what is known", async () => {
  const { status, stdout, stderr } = await started('coreSuite.ts');
  expect(status, stderr).toBe(0);
  const { passed, failed, excluded } = JSON.parse(stdout.split('\n').at(-1)!) as Outcome;
  expect(failed.filter(({ name }) => !KNOWN_FAILURES.includes(name))).toEqual([]);
  // Whether TensorFlow's message is another depends on its build.
  expect({ all: passed + failed.length, excluded }).toEqual({ all: 3878, excluded: 347 });
});
