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
    expect(stdout.match(/iteration 0: .*agree$/gm)).toHaveLength(paths.length);
    expect(stdout.match(/iteration 60: .*agree$/gm)).toHaveLength(paths.length);
    expect(status).toBe(0);
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
