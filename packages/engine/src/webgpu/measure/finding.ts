/** A number of float32 numbers per member that a kernel finds from the members' memory, to be read by the host. */
import type { Piece } from '../gpu.ts';
import { dispatch, type CohortMemory, type Operation } from '../operation.ts';

export interface Finding {
  readonly operation: Operation;
  /** Where the numbers of the i-th member that takes part are after the operation. */
  piece(i: number): Piece;
  destroy(): void;
}

/** Commands that find numbers of the members whose slots are in the cohort's `slotAt`. */
export function commandsFor(
  { gpu }: CohortMemory,
  findings: readonly Finding[],
  members: number,
): GPUCommandEncoder {
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  for (const { operation } of findings) dispatch(pass, operation, members);
  pass.end();
  return encoder;
}

export interface FindingOptions {
  /** Its bindings: `memory` (read), `slotAt`, `table` (u32), `found` (f32, read_write), in this order. */
  readonly code: string;
  /** Indices that the kernel works by. */
  readonly table: Uint32Array<ArrayBuffer>;
  /** Floats per member, and what the kernel writes besides. The member's share of `found` has both, results first. */
  readonly results: number;
  readonly scratch?: number;
  readonly workgroups: readonly [x: number, y: number];
}

export const FINDING_BINDINGS = /* wgsl */ `
@group(0) @binding(0) var<storage, read> memory: array<f32>;
@group(0) @binding(1) var<storage, read> slotAt: array<u32>;
@group(0) @binding(2) var<storage, read> table: array<u32>;
@group(0) @binding(3) var<storage, read_write> found: array<f32>;
`;

export async function finding(cohort: CohortMemory, options: FindingOptions): Promise<Finding> {
  const { gpu, memory, slotAt, floatsPerMember } = cohort;
  const { code, table, results, scratch = 0, workgroups } = options;
  const pipeline = await gpu.pipeline({ code, entryPoint: 'main' });
  const floatBytes = Float32Array.BYTES_PER_ELEMENT;
  const members = memory.size / floatBytes / floatsPerMember;
  const share = floatBytes * (results + scratch);
  const [indices, found] = await gpu.allocate(() => [
    gpu.buffer(table.byteLength),
    gpu.buffer(members * share),
  ]);
  gpu.device.queue.writeBuffer(indices!, 0, table);
  const buffers = [memory, slotAt, indices!, found!];
  const bindGroup = gpu.device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: buffers.map((buffer, binding) => ({ binding, resource: { buffer } })),
  });
  return {
    operation: { pipeline, bindGroup, workgroups },
    piece: (i) => ({ buffer: found!, offset: i * share, bytes: floatBytes * results }),
    destroy: () => {
      indices!.destroy();
      found!.destroy();
    },
  };
}
