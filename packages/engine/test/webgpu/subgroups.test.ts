/** Subgroups: sums over threads have the bits that they have without. */
import { describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../src/index.ts';
import { openGpu } from '../../src/webgpu/gpu.ts';
import { usualDivision, type Division } from '../../src/webgpu/shape.ts';
import { webgpuEngine } from '../../src/webgpu/webgpuEngine.ts';
import { parse } from '../../../core/test/support.ts';
import { start } from '../suite/start.ts';
import { noSubgroups, noVulkan } from '../vulkan.ts';

/** Sums of losses in every update, and of squares. */
const config = parse({
  model: { kind: 'matrix', depth: 3 },
  task: {
    kind: 'completion',
    dims: [11, 13],
    observed: 100,
    target: { kind: 'gaussian', frobeniusNorm: 5 },
  },
  init: { std: 0.4 },
  optimizer: { kind: 'group-rmsprop' },
  batch: { size: 70 },
});

/** What a run reaches, and whether a kernel of it has subgroups. */
async function reached(engine: Engine) {
  const pipeline = vi.spyOn(await openGpu(), 'pipeline');
  const run = await start(engine, config, 7);
  await run.advance(6);
  const found = { state: await run.state(), measured: await run.measure() };
  run.dispose();
  const usesSubgroups = pipeline.mock.calls.some(([{ code }]) => code.includes('enable subgroups;'));
  pipeline.mockRestore();
  return { found, usesSubgroups };
}

/** Of a subgroup's size, and of several subgroups; one workgroup for a run, and many. */
const divisions: Record<string, Division> = {
  'as usual': usualDivision(),
  'of 64 threads': { mostResident: Infinity, threads: 64 },
  'of 256 threads': { mostResident: Infinity, threads: 256 },
  'in many workgroups': { mostResident: 0 },
};

describe.skipIf(noSubgroups)('subgroups', () => {
  it.each(Object.entries(divisions))('change no bit of sums: %s', async (_, division) => {
    const [used, unused] = [
      await reached(webgpuEngine(division)),
      await reached(webgpuEngine({ ...division, subgroups: false })),
    ];
    expect(used.found).toEqual(unused.found);
    expect(used.found.measured.losses.objective).toBeGreaterThan(0);
    expect([used.usesSubgroups, unused.usesSubgroups]).toEqual([true, false]);
  });

  it('are not used where they do not fill a workgroup', async () => {
    const { description } = await openGpu();
    const engine = webgpuEngine({ mostResident: Infinity, threads: description.subgroupSize! / 2 });
    expect((await reached(engine)).usesSubgroups).toBe(false);
  });
});

describe.skipIf(noVulkan)('the setting', () => {
  it('switches subgroups off, which the device tells', async () => {
    const of = async (setting?: string) => (await webgpuEngine(usualDivision(setting)).devices())[0]!.driver;
    const { driver, subgroupSize } = (await openGpu()).description;
    expect(await of('off')).toBe(driver);
    expect(await of()).toBe(subgroupSize === undefined ? driver : `${driver}, subgroups of ${subgroupSize}`);
  });

  it('is on or off', () => {
    expect(() => usualDivision('no')).toThrow("RANKSWEEP_SUBGROUPS: expected on or off, found 'no'");
  });
});
