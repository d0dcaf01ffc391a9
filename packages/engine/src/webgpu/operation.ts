/**
 * What an iteration consists of: operations, each one dispatch over all loaded members of a cohort.
 *
 * How to write one: all numbers of a program are in ONE buffer, `memory`, member after member (WebGPU forbids a buffer that is
 * bound as read-only and as writable in the same dispatch, so parameters, gradients and products share one binding). A kernel
 * finds its member by `slotAt[workgroup_id.z]`, its numbers from `slot * FLOATS_PER_MEMBER` on, and a matrix at its field's offset
 * from there. Sizes and offsets are constants in the kernel's text; `gpu.pipeline` compiles equal texts once.
 *
 *     @group(0) @binding(0) var<storage, read_write> memory: array<f32>;
 *     @group(0) @binding(1) var<storage, read> slotAt: array<u32>;
 *
 * An operation must not depend on how many members are loaded, nor read another member's numbers: a member has the bits that it
 * has alone. Every sum is taken in an order that the shape fixes.
 */
import type { Gpu, Piece } from './gpu.ts';

/** A part of every member's share of the memory, in floats. Offsets are multiples of 4. */
export interface Field {
  readonly offset: number;
  readonly length: number;
}

/** The numbers of all members of a program. */
export interface CohortMemory {
  readonly gpu: Gpu;
  /** `floatsPerMember` times the number of slots. */
  readonly memory: GPUBuffer;
  /** A multiple of 64. */
  readonly floatsPerMember: number;
  /** u32: the slots of the members that take part, by ascending slot. */
  readonly slotAt: GPUBuffer;
}

export interface Operation {
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup;
  /** For each member. The third dimension is the number of members. */
  readonly workgroups: readonly [x: number, y: number];
  /** Frees what it has beside the cohort's memory, if it has anything. */
  destroy?(): void;
}

/** Where a field of one member lies, to be read. */
export const pieceOf = ({ memory, floatsPerMember }: CohortMemory, slot: number, field: Field): Piece => ({
  buffer: memory,
  offset: Float32Array.BYTES_PER_ELEMENT * (slot * floatsPerMember + field.offset),
  bytes: Float32Array.BYTES_PER_ELEMENT * field.length,
});

/** Appends an operation to a pass. Operations of a pass run one after another. */
export function dispatch(
  pass: GPUComputePassEncoder,
  { pipeline, bindGroup, workgroups: [x, y] }: Operation,
  members: number,
): void {
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindGroup);
  pass.dispatchWorkgroups(x, y, members);
}
