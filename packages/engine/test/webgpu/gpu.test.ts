/** The GPU itself: operations on the members of a cohort, and faults that become rejections. */
import { describe, expect, it } from 'vitest';
import { openGpu, USAGE } from '../../src/webgpu/gpu.ts';
import { dispatch, pieceOf, type CohortMemory } from '../../src/webgpu/operation.ts';
import { noVulkan } from '../vulkan.ts';

const FLOATS_PER_MEMBER = 64;

const DOUBLED = `
@group(0) @binding(0) var<storage, read_write> memory: array<f32>;
@group(0) @binding(1) var<storage, read> slotAt: array<u32>;

@compute @workgroup_size(64) fn double(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) i: u32,
) {
  memory[slotAt[group.z] * ${FLOATS_PER_MEMBER} + i] *= 2;
}
`;

/** Binds a pipeline whose layout was made from its code. */
function bindMemory({ gpu, memory, slotAt }: CohortMemory, pipeline: GPUComputePipeline): GPUBindGroup {
  return gpu.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [
      { binding: 0, resource: { buffer: memory } },
      { binding: 1, resource: { buffer: slotAt } },
    ],
  });
}

describe.skipIf(noVulkan)('the GPU', () => {
  async function cohortOf(values: Float32Array<ArrayBuffer>): Promise<CohortMemory> {
    const gpu = await openGpu();
    const memory = gpu.buffer(values.byteLength);
    const slotAt = gpu.buffer(4 * (values.length / FLOATS_PER_MEMBER));
    gpu.device.queue.writeBuffer(memory, 0, values);
    return { gpu, memory, floatsPerMember: FLOATS_PER_MEMBER, slotAt };
  }

  it('works on the members that take part, and leaves the others alone', async () => {
    const values = Float32Array.from({ length: 5 * FLOATS_PER_MEMBER }, (_, i) => i);
    const cohort = await cohortOf(values);
    const { gpu, memory, slotAt } = cohort;
    const pipeline = await gpu.pipeline({ code: DOUBLED, entryPoint: 'double' });
    expect(await gpu.pipeline({ code: DOUBLED, entryPoint: 'double' })).toBe(pipeline);
    gpu.device.queue.writeBuffer(slotAt, 0, Uint32Array.of(1, 4));
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    const operation = { pipeline, bindGroup: bindMemory(cohort, pipeline), workgroups: [1, 1] } as const;
    for (let i = 0; i < 3; i++) dispatch(pass, operation, 2);
    pass.end();
    const pieces = [3, 4].map((slot) => pieceOf(cohort, slot, { offset: 0, length: FLOATS_PER_MEMBER }));
    const read = [...new Float32Array(await gpu.read(pieces, encoder))];
    const expected = [...values]
      .slice(3 * FLOATS_PER_MEMBER)
      .map((x, i) => (i < FLOATS_PER_MEMBER ? x : 8 * x));
    expect(read).toEqual(expected);
    memory.destroy();
    slotAt.destroy();
  });

  it('says so when there is not enough memory', async () => {
    const gpu = await openGpu();
    const { maxBufferSize } = gpu.device.limits;
    const buffers: GPUBuffer[] = [];
    const message = /^engine webgpu: .* is out of memory: .*; take fewer runs at a time or a smaller model$/s;
    await expect(
      gpu.allocate(() => {
        for (let i = 0; i < 4096; i++) buffers.push(gpu.buffer(maxBufferSize));
      }),
    ).rejects.toThrow(message);
    for (const buffer of buffers) buffer.destroy();
  });

  it('rejects what follows a fault, and is opened anew once it is lost', async () => {
    const gpu = await openGpu();
    const buffer = gpu.buffer(16, USAGE.uniform);
    gpu.device.destroy();
    await gpu.device.lost;
    await expect(gpu.read([{ buffer, offset: 0, bytes: 16 }])).rejects.toThrow(
      /^engine webgpu: the device .* was lost: /,
    );
    await expect(gpu.settled()).rejects.toThrow(/was lost/);
    const again = await openGpu();
    expect(again).not.toBe(gpu);
    await again.settled();
  });
});
