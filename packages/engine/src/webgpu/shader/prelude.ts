/** WGSL: what all kernels share. */
import { totalSource, type Workgroup } from './total.ts';

/** The bindings of every kernel; `which` instruction is told where each is a dispatch. */
export const BINDING = {
  memory: 0,
  slotAt: 1,
  page: 2,
  tables: 3,
  instructions: 4,
  call: 5,
  trace: 6,
  which: 7,
};

/** Fields of `Call`, u32, in this order. */
export const CALL_FIELDS = [
  'floatsPerMember', // Of the memory; of these `used` are used, and the first `kept` are the member's state.
  'kept',
  'used',
  'iterations',
  'schedule', // Where the numbers of the optimizer begin in the tables, and the batches.
  'batches',
  'batchStride',
  'counter', // Where a member's iteration of this call is counted, if each instruction is a dispatch.
  'keepsAll', // 1: everything is written back, not only the state.
] as const;

export type Call = Readonly<Record<(typeof CALL_FIELDS)[number], number>>;

/**
 * The tables have, for every member that takes part, the word at which its page begins; then, for each of its iterations, the
 * numbers of the optimizer; then the batches, each with its size first.
 */
export const prelude = (workgroup: Workgroup): string => `
${workgroup.subgroupSize === undefined ? '' : 'enable subgroups;'}
struct Instruction {
  out: u32, a: u32, b: u32,
  m: u32, n: u32, k: u32, batched: u32,
  aRow: u32, aColumn: u32, bRow: u32, bColumn: u32,
  x: u32, y: u32, z: u32, variant: u32,
  p: vec4f, q: vec4f,
}

struct Call { ${CALL_FIELDS.map((name) => `${name}: u32`).join(', ')} }

@group(0) @binding(${BINDING.memory}) var<storage, read_write> memory: array<f32>;
@group(0) @binding(${BINDING.slotAt}) var<storage, read> slotAt: array<u32>;
@group(0) @binding(${BINDING.page}) var<storage, read> page: array<u32>;
@group(0) @binding(${BINDING.tables}) var<storage, read> tables: array<u32>;
@group(0) @binding(${BINDING.instructions}) var<storage, read> instructions: array<Instruction>;
@group(0) @binding(${BINDING.call}) var<uniform> call: Call;
@group(0) @binding(${BINDING.trace}) var<storage, read_write> trace: array<f32>;

const THREADS = ${workgroup.threads}u;

var<private> member: u32; // among those that take part
var<private> base: u32; // of the member's share of the memory
var<private> pageBase: u32;
var<private> now: u32; // iteration of this call, from 0

fn begin(z: u32) {
  member = z;
  base = slotAt[z] * call.floatsPerMember;
  pageBase = tables[z];
}

fn index(i: u32) -> u32 { return page[pageBase + i]; }
fn given(i: u32) -> f32 { return bitcast<f32>(page[pageBase + i]); }

fn traced() -> u32 { return member * call.iterations + now; }
fn scheduled(i: u32, width: u32) -> f32 { return bitcast<f32>(tables[call.schedule + traced() * width + i]); }

fn observations(it: Instruction) -> u32 {
  if (it.batched == 0) { return it.m; }
  return tables[call.batches + traced() * call.batchStride];
}

fn observation(it: Instruction, i: u32) -> u32 {
  if (it.batched == 0) { return i; }
  return tables[call.batches + traced() * call.batchStride + 1 + i];
}
${totalSource(workgroup)}
`;
