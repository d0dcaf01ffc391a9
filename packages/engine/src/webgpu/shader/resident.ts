/**
 * WGSL: one workgroup for each member carries out a list of instructions, many iterations in one dispatch. The list is written out,
 * since compilers make much of constants. The member's numbers stay in the workgroup's memory where they fit, otherwise where they
 * are.
 */
import type { Instruction } from '../instruction.ts';
import { lines } from '../wgslText.ts';
import { functionsOf, literalOf } from './instructions.ts';
import { prelude } from './prelude.ts';
import { laneParameter, laneStatement, type Workgroup } from './total.ts';

export interface ResidentOptions extends Workgroup {
  /** Floats of the workgroup's memory for a member's numbers; undefined: they stay in the cohort's memory. */
  readonly local: number | undefined;
  /** Whether threads fetch operands of products together. Their number is then a power of four. */
  readonly staged: boolean;
}

const inWorkgroup = (floats: number): string => `
var<workgroup> local: array<f32, ${floats}>;
fn value(i: u32) -> f32 { return local[i]; }
fn put(i: u32, x: f32) { local[i] = x; }
fn sync() { workgroupBarrier(); }
fn fetch(thread: u32) {
  for (var i = thread; i < call.kept; i += THREADS) { local[i] = memory[base + i]; }
  for (var i = thread + call.kept; i < call.used; i += THREADS) { local[i] = 0; }
}
fn store(thread: u32) {
  if (call.keepsAll == 0) {
    for (var i = thread; i < call.kept; i += THREADS) { memory[base + i] = local[i]; }
  } else {
    for (var i = thread + call.kept; i < call.used; i += THREADS) { memory[base + i] = local[i]; }
  }
}
`;

/** Numbers stay in the cohort's memory. */
export const IN_PLACE = `
fn value(i: u32) -> f32 { return memory[base + i]; }
fn put(i: u32, x: f32) { memory[base + i] = x; }
`;

const inPlace = `
${IN_PLACE}
fn sync() { workgroupBarrier(); storageBarrier(); }
fn fetch(thread: u32) {}
fn store(thread: u32) {}
`;

/** What a kernel does once, and what it does in every iteration. */
export interface Listed {
  readonly before: readonly Instruction[];
  readonly each: readonly Instruction[];
}

const inTurn = (instructions: readonly Instruction[]): string =>
  lines(instructions, (it) => `    ${it.kind}(${literalOf(it)}, thread, THREADS);\n    sync();`);

export const residentSource = (
  { before, each }: Listed,
  { local, staged, ...workgroup }: ResidentOptions,
): string => `
${prelude(workgroup)}
${local === undefined ? inPlace : inWorkgroup(local)}
${functionsOf([...new Set([...before, ...each].map(({ kind }) => kind))], staged ? workgroup.threads : undefined)}
@compute @workgroup_size(THREADS) fn resident(
  @builtin(workgroup_id) group: vec3u,
  @builtin(local_invocation_index) thread: u32,
  ${laneParameter(workgroup)}
) {
  ${laneStatement(workgroup)}
  begin(group.z);
  fetch(thread);
  sync();
${inTurn(before)}
  for (var i = 0u; i < call.iterations; i++) {
    now = i;
${inTurn(each)}
  }
  store(thread);
}
`;
