/** Matrix products of all loaded members in one dispatch. */
import { USAGE } from '../gpu.ts';
import type { CohortMemory, Field, Operation } from '../operation.ts';
import { gemmSource } from './gemmSource.ts';
import { tileOf, workgroupsOf, type Product } from './tile.ts';

/** C = A B or C += A B of every member. C must not overlap A or B. */
export interface GemmOptions extends Product {
  readonly a: Field;
  readonly b: Field;
  readonly c: Field;
}

export async function gemm(cohort: CohortMemory, { a, b, c, ...product }: GemmOptions): Promise<Operation> {
  const { gpu, memory, slotAt, floatsPerMember } = cohort;
  const pipeline = await gpu.pipeline({ code: gemmSource(product, floatsPerMember), entryPoint: 'main' });
  // Products of one size share the pipeline, whose compilation takes longer than anything else here.
  const offsets = gpu.buffer(4 * Uint32Array.BYTES_PER_ELEMENT, USAGE.uniform);
  gpu.device.queue.writeBuffer(offsets, 0, Uint32Array.of(a.offset, b.offset, c.offset, 0));
  const bindGroup = gpu.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [memory, slotAt, offsets].map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  return {
    pipeline,
    bindGroup,
    workgroups: workgroupsOf(tileOf(product), product),
    destroy: () => offsets.destroy(),
  };
}
