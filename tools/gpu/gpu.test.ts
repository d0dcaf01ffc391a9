/** Measuring on another machine's GPU: what goes along, which driver is taken, and what becomes of the results. */
import { mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CohortReport, CohortRow } from '@ranksweep/bench';
import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../packages/machine/test/support/temporaryFolder.ts';
import { noVulkan } from '../../packages/engine/test/vulkan.ts';
import { WORKSPACE } from '../pack/workspace.ts';
import { projectFiles } from './packedFiles.ts';
import { speedRows } from './speedRows.ts';
import { argsWithin, stages } from './stages.ts';
import { missingLibraries, vulkanDrivers, type MachineLibraries } from './vulkanDriver.ts';

const written = (folder: string, name: string, content: unknown = ''): string => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  return join(folder, name);
};

describe('what goes along', () => {
  it('is all that commands import, and nothing of other platforms', async () => {
    const files = await projectFiles();
    const packed = new Set(files);
    expect(packed.size).toBe(files.length);
    for (const needed of [
      'apps/cli/bin/ranksweep.js',
      'packages/bench/peers/cohort_peer.py',
      'packages/kernels/dist/kernels-fma.wasm',
      'node_modules/@ranksweep/core',
      'node_modules/webgpu/dist/linux-x64/dawn.node',
      'tools/gpu/measure.ts',
    ]) {
      expect(packed).toContain(needed);
    }
    expect(files.filter((path) => /(darwin|win32|arm64)[^/]*\/.*\.node$/.test(path))).toEqual([]);
    expect(files.filter((path) => path.startsWith('node_modules/@ranksweep/core/'))).toEqual([]);

    const drawing = /^(packages\/(plot|report)\/|apps\/cli\/src\/commands\/data\/show)/;
    const packages = new Set(
      files.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []),
    );
    const imported = files
      .filter((path) => /^(packages|apps)\/[^/]+\/src\/.*\.ts$/.test(path) && !drawing.test(path))
      .flatMap((path) => [
        ...readFileSync(join(WORKSPACE, path), 'utf8').matchAll(
          /^(?:import|export) (?!type)[^;]*? from '((?:@[\w-]+\/)?[a-z][\w.-]*)[^':]*'/gm,
        ),
      ])
      .map(([, name]) => name!)
      .filter((name) => !name.startsWith('node'));
    expect(imported).toContain('@ranksweep/core');
    expect([...new Set(imported)].filter((name) => !packages.has(name))).toEqual([]);
  });
});

describe('the Vulkan driver', () => {
  const machine = (folders: readonly string[], known: Record<string, string> = {}): MachineLibraries => ({
    folders,
    known: new Map(Object.entries(known)),
  });

  it('is the one that VK_DRIVER_FILES names', () => {
    const environment = { VK_DRIVER_FILES: '/x/driver.json' };
    expect(vulkanDrivers(temporaryFolder(), machine([]), { environment })).toEqual([
      { text: '/x/driver.json', environment },
    ]);
  });

  it('is else one that is installed, or a library that nothing describes', () => {
    const folder = temporaryFolder();
    const descriptions = join(folder, 'icd.d');
    const installed = written(descriptions, 'nvidia_icd.json', {});
    written(descriptions, 'intel_icd.json', {});
    const library = written(join(folder, 'lib64'), 'libGLX_nvidia.so.0');
    const search = { environment: {}, descriptions: [descriptions, join(folder, 'none')] };
    const found = vulkanDrivers(folder, machine([join(folder, 'lib64')]), search);
    expect(found.map(({ environment }) => environment['VK_DRIVER_FILES'])).toEqual([
      undefined,
      installed,
      join(folder, 'libGLX_nvidia.so.0.json'),
    ]);
    expect(found[2]!.environment['LD_LIBRARY_PATH']).toBe(join(folder, 'lib64'));
    const description = JSON.parse(readFileSync(join(folder, 'libGLX_nvidia.so.0.json'), 'utf8'));
    expect(description.ICD.library_path).toBe(library);
  });

  it('gets the packed libraries that the machine lacks', () => {
    const [packed, work] = [temporaryFolder(), temporaryFolder()];
    written(packed, 'libvulkan.so.1');
    written(packed, 'libX11.so.6');
    const { names, folder } = missingLibraries(packed, work, machine([], { 'libX11.so.6': '/lib/x' }));
    expect(names).toEqual(['libvulkan.so.1']);
    expect(readdirSync(folder)).toEqual(names);
    expect(readlinkSync(join(folder, 'libvulkan.so.1'))).toBe(join(packed, 'libvulkan.so.1'));
  });
});

describe('the tables of docs/SPEED.md', () => {
  const row = (
    workload: string,
    side: string,
    cohort: number,
    runIterationsPerSecond: number,
  ): CohortRow => ({
    workload,
    side,
    cohort,
    measured: {
      framework: side,
      device: 'Card',
      msPerIteration: (1000 * cohort) / runIterationsPerSecond,
      runIterationsPerSecond,
      gigaflops: (3e6 * runIterationsPerSecond) / 1e9,
      lossDifference: 3e-7,
      hasBitsOfOneAlone: true,
    },
  });
  const report = (rows: readonly CohortRow[]): CohortReport => ({
    device: { id: 'gpu:0', name: 'Card', kind: 'gpu', memoryBytes: 8e9, driver: 'Maker 1.0' },
    engine: 'webgpu',
    arithmetic: 'webgpu',
    peak: { listedGigaflops: 6000, productGigaflops: 3000, productRuns: 16 },
    cohorts: [{ name: 'mf', title: 'MF', flopsPerIteration: 3e6, rows }],
  });

  it('have each measurement once, the most careful one, and what failed', () => {
    const folder = temporaryFolder();
    const failed = { workload: 'mf', side: 'torch graphs', cohort: 256, failed: 'out of memory' };
    const own = row('mf', 'ranksweep', 256, 1_200_000);
    written(folder, 'mf.json', report([own, row('mf', 'jax scan', 256, 400_000), failed]));
    written(folder, 'sizes.json', report([row('mf', 'ranksweep', 1, 2000), row('mf', 'ranksweep', 256, 7)]));
    written(folder, 'peers.json', '{"device": {'); // ended in its midst
    const text = speedRows(folder);
    expect(text).toContain('Card, Maker 1.0, engine webgpu.');
    expect(text).toContain('large matrices reach 3.00 TFLOP/s. Shares are of 6.00 TFLOP/s');
    expect(text).toContain('| 256 | 0.213 | 1.2M | 3.6K | 60 % | as alone | 3e-7 |');
    expect(text).toContain('| 1 | 0.500 | 2K |');
    expect(text).toContain('| 256 | 1.2M | 400K, 3.0x |');
    expect(text).toContain('- Not measured: `mf`, 256 runs, torch graphs: out of memory');
    expect(text).not.toContain('| 256 | 36571 |');
  });

  it('leave out a workload of which nothing was measured, and say why', () => {
    const folder = temporaryFolder();
    const failed = { workload: 'mf', side: 'ranksweep', cohort: 1, failed: 'no time was left' };
    written(folder, 'mf.json', report([failed]));
    expect(speedRows(folder)).toBe(
      "Card, Maker 1.0, engine webgpu. The engine's own products of large matrices reach 3.00 TFLOP/s. " +
        'Shares are of 6.00 TFLOP/s, the float32 peak that the vendor tells.\n\n' +
        '- Not measured: `mf`, 1 run, ranksweep: no time was left\n',
    );
  });

  it('say where nothing was measured', () => {
    expect(speedRows(temporaryFolder())).toContain('Nothing was measured');
  });
});

describe('stages', () => {
  const all = stages('full', { device: 'cpu', python: 'no-such-python', output: '/out' });

  it('are the most important first', () => {
    expect(all.slice(0, 4).map(({ name }) => name)).toEqual(['check', 'mf', 'htf4', 'cp4']);
    expect(all.map(({ name }) => name)).toEqual([...new Set(all.map(({ name }) => name))]);
  });

  it('are commands as they are understood', async () => {
    const stage = all.find(({ name }) => name === 'mf')!;
    const words = [...argsWithin(stage, 1e-9), '--engine', 'wasm']; // The last of each counts.
    const { stdout, exitCode } = await execa(
      process.execPath,
      [join(WORKSPACE, 'apps/cli/bin/ranksweep.js'), ...words],
      { reject: false },
    );
    expect(exitCode).toBe(0);
    expect((JSON.parse(stdout) as CohortReport).cohorts[0]!.rows).toEqual([
      { workload: 'mf', side: 'ranksweep', cohort: 256, failed: 'no time was left' },
    ]);
  });
});

it.skipIf(noVulkan !== undefined)('ends in time, and leaves what it has', async () => {
  const output = temporaryFolder();
  const { exitCode } = await execa(
    process.execPath,
    ['tools/gpu/measure.ts', '--output', output, '--quick', '--minutes', '0', '--python', 'no-such-python'],
    { cwd: WORKSPACE, reject: false },
  );
  expect(exitCode).toBe(0);
  const machine = JSON.parse(readFileSync(join(output, 'machine.json'), 'utf8'));
  expect(machine).toMatchObject({ driver: expect.any(String), node: process.version });
  expect(machine.python).toContain('not known');
  const summary = JSON.parse(readFileSync(join(output, 'summary.json'), 'utf8')) as {
    name: string;
    outcome: string;
  }[];
  const names = stages('quick', { device: 'gpu', python: '', output }).map(({ name }) => name);
  expect(summary.map(({ name }) => name)).toEqual(names);
  expect(new Set(summary.map(({ outcome }) => outcome))).toEqual(new Set(['left out: no time']));
  expect(readFileSync(join(output, 'rows.md'), 'utf8')).toContain('Nothing was measured');
});
