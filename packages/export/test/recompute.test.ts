/** An independent program, in Python, finds the recorded losses again from exported problems and parameters. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { exportArrays, toNewFile } from '../src/index.ts';
import { parts, runParts, soundRun, temporaryFolder, temporaryStore } from './support/runs.ts';

const script = fileURLToPath(new URL('../../../tools/recompute.py', import.meta.url));

/** Debian's packages are the system interpreter's. */
const python = ['python3', '/usr/bin/python3'].find(
  (name) => spawnSync(name, ['-c', 'import numpy']).status === 0,
);

const recompute = (...paths: string[]) => spawnSync(python!, [script, ...paths], { encoding: 'utf8' });

describe.skipIf(python === undefined)('recompute.py', () => {
  it('agrees on every model, task and loss', async () => {
    const store = temporaryStore();
    await runParts(store, Object.keys(parts) as (keyof typeof parts)[]);
    const folder = temporaryFolder();
    const paths: string[] = [];
    for (const { runId } of store.runsOfSweep(1)) {
      const path = join(folder, `run-${runId}.npz`);
      await exportArrays(store, soundRun(store, runId), toNewFile({ path }));
      paths.push(path);
    }
    const { status, stdout, stderr } = recompute(...paths);
    expect(stderr).toBe('');
    for (const [iteration, metric] of [
      [0, 'train_loss'],
      [60, 'train_loss|train_mse'],
    ] as const) {
      const lines = new RegExp(`^.*iteration ${iteration}: (${metric}) .*agree$`, 'gm');
      const agreeing = new Set(stdout.match(lines)!.map((line) => line.split(':')[0]));
      expect(agreeing).toEqual(new Set(paths));
    }
    for (const name of ['test_mse', 'test_mse_clamped', 'test_loss', 'train_accuracy', 'test_accuracy']) {
      expect(stdout).toContain(`iteration 60: ${name} recorded`);
    }
    expect(status).toBe(0);
  });

  it.each(['tf-images', 'htf-images', 'tf-batches'] as const)(
    'finds the loss of every batch of %s, as the run goes on by one at a time',
    async (part) => {
      const store = temporaryStore();
      const folder = temporaryFolder();
      const exported = async (maxIterations: number): Promise<string> => {
        await runParts(store, [part], {
          change: { stop: { maxIterations, lossBelow: 0 }, record: { every: 1 } },
        });
        const path = join(folder, `${maxIterations}.npz`);
        await exportArrays(store, soundRun(store, 1), toNewFile({ path }));
        return path;
      };
      // An epoch has 4 iterations; the last batch of each is smaller.
      let before = await exported(6);
      for (const iteration of [7, 8, 9]) {
        const after = await exported(iteration);
        const { status, stdout, stderr } = recompute('--next', before, after);
        expect(stderr).toBe('');
        expect(stdout).toMatch(new RegExp(`iteration ${iteration}: train_loss .*agree$`, 'm'));
        expect(status).toBe(0);
        before = after;
      }
      expect(recompute('--next', before, before)).toMatchObject({ status: 2 });
    },
  );

  it('tells a batch from another one', async () => {
    const store = temporaryStore();
    const folder = temporaryFolder();
    const [before, after] = [join(folder, 'a.npz'), join(folder, 'b.npz')];
    for (const [maxIterations, path] of [
      [8, before],
      [9, after],
    ] as const) {
      await runParts(store, ['tf-images'], { change: { stop: { maxIterations, lossBelow: 0 } } });
      await exportArrays(store, soundRun(store, 1), toNewFile({ path }));
    }
    const arrays = unzipSync(readFileSync(before));
    const order = arrays['batch_order.npy']!;
    order.copyWithin(order.length - 4 * 150, order.length - 4 * 75); // the second half in place of the first
    writeFileSync(before, zipSync(arrays));
    const { status, stdout } = recompute('--next', before, after);
    expect(stdout).toContain('DIFFER');
    expect(status).toBe(1);
  });

  it('tells of a parameter, or an index, that is not the one of the run', async () => {
    const store = temporaryStore();
    await runParts(store, ['mf']);
    const path = join(temporaryFolder(), 'x.npz');
    await exportArrays(store, soundRun(store, 1), toNewFile({ path }));
    for (const [name, at] of [
      ['final/factor_1', -4],
      ['initial/factor_2', -4],
      ['observed', -4],
    ] as const) {
      const arrays = unzipSync(readFileSync(path));
      const array = arrays[`${name}.npy`]!;
      const view = new DataView(array.buffer, array.byteOffset, array.byteLength);
      const place = array.length + at;
      if (name === 'observed') view.setInt32(place, (view.getInt32(place, true) + 1) % 4, true);
      else view.setFloat32(place, view.getFloat32(place, true) + 1, true);
      const changed = `${path}.changed.npz`;
      writeFileSync(changed, zipSync(arrays));
      const { status, stdout } = recompute(path, changed);
      expect(stdout).toContain('DIFFER');
      expect(status).toBe(1);
    }
  });

  it('says where it has nothing to compare', async () => {
    const store = temporaryStore();
    await runParts(store, ['mf'], {
      keepState: false,
      change: { record: { metrics: ['reconstruction_error'] } },
    });
    const path = join(temporaryFolder(), 'x.npz');
    await exportArrays(store, soundRun(store, 1), toNewFile({ path }));
    const { status, stdout } = recompute(path);
    expect(stdout).toContain('no final parameters in the file');
    expect(stdout).toContain('iteration 0: train_loss was not recorded');
    expect(status).toBe(2);
    expect(recompute(`${path}.missing`).status).toBe(2);
  });
});
