/** Cohorts of runs: what is measured is what is said, and a side that fails says why. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createEngine, initialState, measure } from '@ranksweep/engine';
import { describe, expect, it } from 'vitest';
import { compareLosses } from '../src/cohorts/expectedLosses.ts';
import { listedPeak } from '../src/cohorts/floatPeaks.ts';
import { measureCohorts, type CohortOptions, type CohortProgress } from '../src/cohorts/measureCohorts.ts';
import { measurePeak, peakGigaflops } from '../src/cohorts/measurePeak.ts';
import { MEMBERS, membersOf } from '../src/cohorts/members.ts';
import { startCohorts } from '../src/cohorts/startCohorts.ts';
import { findPeers } from '../src/peers.ts';
import { SideProcess } from '../src/side.ts';
import { benchWorkload } from '../src/workloads.ts';
import { temporaryFolder } from '../../machine/test/support/temporaryFolder.ts';

const [device] = await createEngine('wasm').devices();
const own = { engine: 'wasm', device: device!, mostMs: 120_000 };
const mf = benchWorkload('mf');
const options: CohortOptions = {
  ...own,
  sizes: [1, 3],
  peers: [],
  rounds: { count: 1, burstMs: 1 },
};
const { found } = await findPeers();

describe('our own side', () => {
  it('has the runs of its members, again and again', async () => {
    const members = await membersOf(mf, MEMBERS);
    const engine = createEngine('wasm');
    const program = await engine.compile({ example: members[0]!, cohort: MEMBERS }, device!);
    for (const [slot, workload] of members.entries()) {
      await program.load(slot, { workload, state: initialState(workload) });
    }
    await program.advance(12);
    const single = await measure(
      program,
      members.map((_, slot) => ({ slot })),
    );
    const expected = single.map(({ losses }) => losses.mse);
    expect(new Set(expected).size).toBe(MEMBERS);

    const side = await startCohorts(mf, own);
    await side.fill(MEMBERS + 2);
    await side.advance({ iterations: 12 });
    expect(await side.losses()).toEqual([...expected, ...expected.slice(0, 2)]);
    const [first, again, ...others] = await side.digests();
    expect(again).toBe(first);
    expect(others).toEqual([]);
    await side.fill(1);
    expect(await side.digests()).not.toEqual([first]); // It begins anew.
    await side.close();
  });

  it('is killed when it takes too long for an answer', async () => {
    const forever = ['-e', 'setInterval(() => undefined, 1000)'];
    await expect(SideProcess.start(process.execPath, forever, { mostMs: 200 })).rejects.toThrow(
      'expected an answer within 0.2 s, found none',
    );
    const endsAt = performance.now() + 200;
    await expect(SideProcess.start(process.execPath, forever, { endsAt })).rejects.toThrow(
      'no time was left',
    );
  });

  it('is not waited for where a process that it has started holds its output', async () => {
    const pidFile = join(temporaryFolder(), 'pid');
    const program = `
      const { pid } = require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600000)'], { stdio: 'inherit' });
      require('fs').writeFileSync(${JSON.stringify(pidFile)}, String(pid));`;
    await expect(SideProcess.start(process.execPath, ['-e', program], { mostMs: 3000 })).rejects.toThrow(
      'expected an answer within 3 s',
    );
    if (existsSync(pidFile)) process.kill(Number(readFileSync(pidFile, 'utf8'))); // It is still there.
  });
});

it('refuses losses that differ by more than rounding', async () => {
  const side = await startCohorts(mf, own, 2);
  await side.fill(2);
  await side.advance({ iterations: 10 });
  const losses = await side.losses();
  await side.fill(3);
  expect(await compareLosses(side, { losses })).toBe(0);
  await side.fill(3);
  await expect(compareLosses(side, { losses: [losses[0]!, 1.001 * losses[1]!] })).rejects.toThrow(
    /found one that differs by 1e-3, of run 2/,
  );
  await side.fill(1);
  await expect(compareLosses(side, { losses: [NaN] })).rejects.toThrow('differs by NaN');
  await side.close();
});

describe('measureCohorts', () => {
  it('measures each size', async () => {
    const told: CohortProgress[] = [];
    const result = await measureCohorts(mf, { ...options, onProgress: (progress) => told.push(progress) });
    expect(result).toMatchObject({ name: 'mf', flopsPerIteration: 2 * 6 * 64 ** 3 });
    expect(result.rows.map(({ side, cohort }) => [side, cohort])).toEqual([
      ['ranksweep', 1],
      ['ranksweep', 3],
    ]);
    expect(told.map(({ cohort }) => cohort)).toEqual([1, 3]);
    for (const { cohort, measured } of result.rows) {
      expect(measured).toMatchObject({ lossDifference: 0, hasBitsOfOneAlone: true, device: device!.name });
      const { msPerIteration, runIterationsPerSecond, gigaflops } = measured!;
      expect(runIterationsPerSecond).toBeCloseTo((1000 * cohort) / msPerIteration, 6);
      expect(gigaflops).toBeCloseTo((result.flopsPerIteration * runIterationsPerSecond) / 1e9, 6);
    }
  });

  it('says where a cohort does not fit, and tries no larger one', async () => {
    const engine = createEngine('wasm');
    const example = await mf.prepare();
    const bytes = Math.ceil((2.5 * device!.memoryBytes) / engine.capacity({ example, cohort: 1 }, device!));
    const small = { ...device!, memoryBytes: bytes };
    const { rows } = await measureCohorts(mf, { ...options, device: small, sizes: [1, 3, 9] });
    expect(rows).toHaveLength(2);
    expect(rows[0]!.measured).toBeDefined();
    expect(rows[1]).toMatchObject({ cohort: 3, failed: expect.stringContaining('expected at most 2 runs') });
  });

  it('begins nothing when time is over', async () => {
    const { rows } = await measureCohorts(mf, { ...options, endsAt: 0 });
    expect(rows).toEqual([{ workload: 'mf', side: 'ranksweep', cohort: 1, failed: 'no time was left' }]);
  });

  it.skipIf(found.length === 0).each(['mf', 'htf4', 'cp4'])(
    'holds peers to the same losses: %s',
    async (name) => {
      const { rows } = await measureCohorts(benchWorkload(name), { ...options, sizes: [2], peers: found });
      expect(rows.length).toBeGreaterThan(1);
      for (const { side, failed, measured } of rows) {
        // There may be no GPU, and no compiler for what `torch.compile` writes.
        if (failed !== undefined) expect(side).toMatch(/torch (graphs|compiled)/);
        else expect(measured!.lossDifference).toBeLessThan(1e-4);
      }
    },
  );
});

describe('the peak', () => {
  it('is what the vendor says where the card is known', () => {
    expect(listedPeak('NVIDIA H100 80GB HBM3')).toBe(67_000);
    expect(listedPeak('NVIDIA H100 PCIe')).toBe(51_000);
    expect(listedPeak('NVIDIA H200')).toBe(67_000);
    expect(listedPeak('NVIDIA A100-SXM4-80GB')).toBe(19_500);
    expect(listedPeak('SwiftShader Device (LLVM 10.0.0)')).toBeUndefined();
    expect(peakGigaflops({ listedGigaflops: 5, productGigaflops: 3, productRuns: 1 })).toBe(5);
  });

  it("is otherwise that of the engine's own large products", async () => {
    const peak = (await measurePeak(own, { count: 1, burstMs: 1 }))!;
    expect(peak.listedGigaflops).toBeUndefined();
    expect(peak.productRuns).toBe(1);
    expect(peakGigaflops(peak)).toBe(peak.productGigaflops);
    expect(peak.productGigaflops).toBeGreaterThan(0);
    const emulated = { ...own, device: { ...device!, isEmulated: true } };
    expect(await measurePeak(emulated, { count: 1, burstMs: 1 })).toBeUndefined();
  });
});
