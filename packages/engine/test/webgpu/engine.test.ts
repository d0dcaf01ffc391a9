/** What the engine says of its device, and what it refuses. */
import { prepareWorkload } from '@ranksweep/core';
import { describe, expect, it } from 'vitest';
import { compileSupported, createEngine, initialState } from '../../src/index.ts';
import { openGpu } from '../../src/webgpu/gpu.ts';
import { parse } from '../../../core/test/support.ts';
import { noVulkan } from '../vulkan.ts';

const matrix = (d: number) =>
  prepareWorkload(
    parse({
      model: { kind: 'matrix', depth: 2, hiddenWidths: [4] },
      task: { kind: 'completion', dims: [d, d], observed: d, target: { kind: 'matrix', rank: 1 } },
      init: { std: 0.1 },
    }),
  );

describe.skipIf(noVulkan)('the engine on GPUs', () => {
  const engine = createEngine('webgpu');

  it('names its device and driver, and whether the processor plays the GPU', async () => {
    const [device] = await engine.devices();
    const { isFallbackAdapter } = (await openGpu()).device.adapterInfo;
    expect(device).toMatchObject({ id: 'gpu:0', kind: 'gpu', isEmulated: isFallbackAdapter });
    expect(device!.unusable).toBeUndefined();
    if (isFallbackAdapter) expect(device!.driver).toMatch(/^SwiftShader \d/);
    expect(device!.memoryBytes).toBeGreaterThan(2 ** 28);
  });

  it('refuses a run whose numbers are more than a buffer holds, with the sizes', async () => {
    await engine.devices();
    const workload = matrix(4);
    const { maxStorageBufferBindingSize } = (await openGpu()).device.limits;
    const cells = Math.ceil(maxStorageBufferBindingSize / 8) + 1;
    const head = { ...workload.plan.head, rows: cells, cols: 1 };
    const network = {
      ...workload.network,
      widths: [cells, 4, 1],
      parameters: [
        { name: 'factor_1', rows: cells, cols: 4 },
        { name: 'factor_2', rows: 4, cols: 1 },
      ],
    };
    const example = { ...workload, network, plan: { ...workload.plan, network, head } } as typeof workload;
    expect(engine.supports({ example, cohort: 1 })).toMatch(
      /^engine webgpu: expected a run whose numbers take at most \d+ MiB, as one buffer of the device does, found one of \d+ MiB; take/,
    );
    expect(engine.supports({ example: workload, cohort: 1 })).toBeUndefined();
  });

  it('holds as many runs as fit into a buffer and into the memory', async () => {
    const [device] = await engine.devices();
    const most = (d: number, memoryBytes = device!.memoryBytes): number =>
      engine.capacity({ example: matrix(d), cohort: 1 }, { ...device!, memoryBytes });
    expect(most(64)).toBeGreaterThan(1000);
    expect(most(128)).toBeLessThan(most(64));
    expect(most(64, 2 ** 20)).toBe(22);
    expect(most(64, 0)).toBe(0);
  });

  it('gives each of 64 members the bits that it has alone', async () => {
    const [device] = await engine.devices();
    const members = Array.from({ length: 64 }, (_, seed) => {
      const { config, ...rest } = matrix(6);
      return { ...rest, config: { ...config, seed } };
    });
    const program = (cohort: number) => compileSupported(engine, { example: members[0]!, cohort }, device!);
    const [together, alone] = [await program(64), await program(1)];
    for (const [slot, workload] of members.entries()) {
      await together.load(slot, { workload, state: initialState(workload) });
    }
    await together.advance(40);
    const losses = new Set<number>();
    for (const [slot, workload] of members.entries()) {
      await alone.load(0, { workload, state: initialState(workload) });
      await alone.advance(40);
      expect(await together.state(slot)).toEqual(await alone.state(0));
      const [found] = await together.measure([{ slot, needs: [] }]);
      const [expected] = await alone.measure([{ slot: 0, needs: [] }]);
      expect(found!.losses).toEqual(expected!.losses);
      losses.add(found!.losses.objective);
    }
    expect(losses.size).toBe(64);
    together.dispose();
    alone.dispose();
  });

  it('rejects what is asked of a program whose device is lost, and computes again on the next', async () => {
    const workload = matrix(6);
    const run = async () => {
      const [device] = await engine.devices();
      const program = await compileSupported(engine, { example: workload, cohort: 1 }, device!);
      await program.load(0, { workload, state: initialState(workload) });
      return program;
    };
    const lost = await run();
    (await openGpu()).device.destroy();
    await expect(lost.advance(10)).rejects.toThrow(/^engine webgpu: the device .* was lost: /);
    await expect(lost.measure([{ slot: 0, needs: [] }])).rejects.toThrow(/was lost/);
    await expect(lost.state(0)).rejects.toThrow(/was lost/);
    const again = await run();
    await again.advance(10);
    expect((await again.state(0)).iteration).toBe(10);
    again.dispose();
  });
});
