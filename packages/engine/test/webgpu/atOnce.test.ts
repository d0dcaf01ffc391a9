/** How many iterations are submitted together, and that it changes nothing. */
import { describe, expect, it } from 'vitest';
import { webgpuEngine } from '../../src/webgpu/webgpuEngine.ts';
import { iterationsAtOnce } from '../../src/webgpu/atOnce.ts';
import { parse } from '../../../core/test/support.ts';
import { start } from '../suite/start.ts';
import { noVulkan } from '../vulkan.ts';

describe('iterations that are submitted together', () => {
  const small = { work: 1000, members: 10, tableWords: 2, isEmulated: false };

  it('are many of small shapes, and at least one', () => {
    expect(iterationsAtOnce(small)).toBe(1024);
    expect(iterationsAtOnce({ ...small, work: 2 ** 33 })).toBe(1);
    expect(iterationsAtOnce({ ...small, work: 2 ** 20 * 100 })).toBe(10);
  });

  it('are fewer where members wait for each other, and where the host writes much for each', () => {
    const large = { ...small, work: 2 ** 20 };
    expect(iterationsAtOnce(large)).toBe(1024);
    expect(iterationsAtOnce({ ...large, members: 4, isEmulated: true })).toBe(4);
    expect(iterationsAtOnce({ ...large, members: 1000, tableWords: 400 })).toBe(10);
  });

  it.skipIf(noVulkan)('add up to the same as one after another', async () => {
    const config = parse({
      model: { kind: 'matrix', depth: 2 },
      task: { kind: 'completion', dims: [3, 3], observed: 6, target: { kind: 'gaussian' } },
      init: { std: 0.3 },
      batch: { size: 4 },
    });
    const [together, apart] = [await start(webgpuEngine(), config), await start(webgpuEngine(), config)];
    await together.advance(2 * 1024 + 5);
    for (const iterations of [1, 1023, 1024, 5]) await apart.advance(iterations);
    expect(await together.state()).toEqual(await apart.state());
    expect((await together.state()).iteration).toBe(2053);
    expect(await together.measure()).toEqual(await apart.measure());
  });
});
