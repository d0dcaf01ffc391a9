/** `ranksweep bench` of cohorts: what it prints, draws and refuses. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { benchWorkload, type CohortReport, type CohortRow } from '@ranksweep/bench';
import { describe, expect, it } from 'vitest';
import { cohortFigure } from '../src/plot/cohortFigure.ts';
import { cohortProgress } from '../src/render/cohortProgress.ts';
import { cohortTables } from '../src/render/cohortTables.ts';
import { ranksweep, temporaryFolder } from './support/ranksweep.ts';

describe('ranksweep bench --cohorts', () => {
  it('measures sizes of cohorts on any engine, tells how far it is, and draws a figure', async () => {
    const folder = temporaryFolder();
    const words = ['bench', 'mf', '--device', 'cpu', '--cohorts', '1,2', '--seconds', '0.01', '--json'];
    const { status, stdout, stderr } = await ranksweep(folder, [...words, '--plot', 'figures']);
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as CohortReport;
    expect(report).toMatchObject({ engine: 'wasm', device: { kind: 'cpu' } });
    expect(report.peak!.productGigaflops).toBeGreaterThan(0);
    expect(report.cohorts[0]!.rows.map(({ cohort }) => cohort)).toEqual([1, 2]);
    expect(stderr).toMatch(/1 of 2: MF 64x64, L=3, 1 run, ranksweep; about .* left/);
    expect(stderr).toMatch(/2 of 2: MF 64x64, L=3, 2 runs, ranksweep; about .* left/);
    expect(existsSync(join(folder, 'figures/cohorts-wasm.png'))).toBe(true);
  });

  it.each([
    [['bench', '--device', 'cpu', '--cohorts', '4,1'], '--cohorts: expected ascending numbers'],
    [['bench', '--cohorts', '0'], '--cohorts: expected a whole number >= 1'],
    [
      ['bench', 'scheduling', '--device', 'cpu'],
      "bench of cohorts: expected mf, cp3, cp4, htf4, htf3 or mnist-epoch, found 'scheduling'",
    ],
    [['bench', '--device', 'tpu'], "--device: expected auto, or a kind, id or name of a device, found 'tpu'"],
    [['bench', '--device', 'cpu', '--minutes', '0'], '--minutes: expected a number > 0'],
  ])('refuses %j', async (words, message) => {
    const { status, stderr } = await ranksweep(temporaryFolder(), words);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

const row = (side: string, cohort: number, runIterationsPerSecond: number): CohortRow => ({
  workload: 'mf',
  side,
  cohort,
  measured: {
    framework: side,
    device: 'Card',
    msPerIteration: (1000 * cohort) / runIterationsPerSecond,
    runIterationsPerSecond,
    gigaflops: (3e6 * runIterationsPerSecond) / 1e9,
    lossDifference: 3e-7,
    ...(side === 'ranksweep' ? { hasBitsOfOneAlone: true } : {}),
  },
});

const report: CohortReport = {
  device: { id: 'gpu:0', name: 'Card', kind: 'gpu', memoryBytes: 8e9, driver: 'Maker 1.0' },
  engine: 'webgpu',
  arithmetic: 'webgpu',
  peak: { listedGigaflops: 6000, productGigaflops: 3000, productRuns: 16 },
  cohorts: [
    {
      name: 'mf',
      title: 'MF',
      flopsPerIteration: 3e6,
      rows: [
        row('ranksweep', 1, 2000),
        row('ranksweep', 256, 1_200_000),
        row('jax scan', 1, 4000),
        row('jax scan', 256, 400_000),
        { workload: 'mf', side: 'torch graphs', cohort: 1, failed: 'expected CUDA' },
      ],
    },
  ],
  peers: { found: [], missing: [{ name: 'torch', formulations: ['best'], install: 'pip install torch' }] },
};

it('prints tables by size, ours and beside peers', () => {
  const text = cohortTables(report);
  expect(text).toContain('Card (gpu:0, Maker 1.0), engine webgpu');
  expect(text).toContain("6.00 TFLOP/s by the vendor's data");
  expect(text).toContain('of 16 runs together reach 3.00 TFLOP/s, 50 % of it');
  expect(text).toMatch(/^ 256 +0\.213 +1\.2M +3\.6K +60 % +3e-7 +as alone$/m);
  expect(text).toMatch(/^ +1 +2K +4K, 0\.50x$/m);
  expect(text).toMatch(/^ 256 +1\.2M +400K, 3\.0x$/m);
  expect(text).toContain('not measured: torch graphs, 1 run: expected CUDA');
  expect(text).toContain('not found: torch (pip install torch)');
});

it('draws a line for each side that was measured, below the peak', () => {
  const [panel] = cohortFigure(report).panels;
  expect(panel).toMatchObject({
    xScale: 'log',
    references: [{ value: 2_000_000, label: 'float32 peak' }],
    lines: [
      { group: 'ranksweep', points: [{ x: 1, value: 2000 }, { x: 256 }] },
      { group: 'jax scan', points: [{ x: 1 }, { x: 256, value: 400_000 }] },
    ],
  });
});

it('tells what is left by what it took so far', () => {
  const lines: string[] = [];
  let now = 5000;
  const [mf, cp4] = [benchWorkload('mf'), benchWorkload('cp4')];
  const progress = cohortProgress(
    {
      workloads: [mf, cp4],
      sides: ['ranksweep', 'jax scan'],
      sizes: [1, 4],
      rounds: { count: 5, burstMs: 100 },
    },
    { now: () => now, tell: (line) => lines.push(line) },
  );
  progress({ workload: mf, side: 'ranksweep', cohort: 1 });
  now = 15_000;
  progress({ workload: cp4, side: 'jax scan', cohort: 1 });
  expect(lines).toEqual([
    '1 of 8: MF 64x64, L=3, 1 run, ranksweep; about 8 s left',
    '7 of 8: CP order 4, d=10, R=1000, 1 run, jax scan; about 3 s left',
  ]);
});
