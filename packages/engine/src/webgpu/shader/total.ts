/**
 * WGSL: the sum over all threads of a workgroup. Its order is that of a tree which depends on their number alone: with subgroups it
 * has the bits that it has without.
 */
import { lines, range } from '../wgslText.ts';

export interface Workgroup {
  /** A power of two. */
  readonly threads: number;
  /** Threads of a subgroup, a power of two that divides `threads`; undefined: subgroups are not used. */
  readonly subgroupSize: number | undefined;
}

/** What an entry point takes besides, and what it does with it first. */
export const laneParameter = ({ subgroupSize }: Workgroup): string =>
  subgroupSize === undefined ? '' : '@builtin(subgroup_invocation_id) invocation: u32,';
export const laneStatement = ({ subgroupSize }: Workgroup): string =>
  subgroupSize === undefined ? '' : 'lane = invocation;';

/** A function `total(own, thread)`. The workgroup has to wait before it is called again. */
export const totalSource = ({ threads, subgroupSize }: Workgroup): string =>
  subgroupSize === undefined ? WITHOUT_SUBGROUPS : withSubgroups(threads / subgroupSize, subgroupSize);

const WITHOUT_SUBGROUPS = `
var<workgroup> partial: array<vec2f, THREADS>;

fn total(own: vec2f, thread: u32) -> vec2f {
  partial[thread] = own;
  workgroupBarrier();
  for (var half = THREADS / 2; half > 0; half /= 2) {
    if (thread < half) { partial[thread] += partial[thread + half]; }
    workgroupBarrier();
  }
  return partial[0];
}
`;

/**
 * Every subgroup finds the sum for itself, so that all wait once. Numbers go through memory, since nothing says which threads are in
 * a subgroup.
 */
const withSubgroups = (subgroups: number, size: number): string => `
var<workgroup> partial: array<vec2f, THREADS>;
var<private> lane: u32; // of the subgroup

fn total(own: vec2f, thread: u32) -> vec2f {
  partial[thread] = own;
  workgroupBarrier();
${lines(range(subgroups), (s) => `  var sum${s} = partial[lane + ${s * size}];`)}
${lines(halvesOf(subgroups), (half) => lines(range(half), (s) => `  sum${s} += sum${s + half};`))}
${lines(halvesOf(size), (half) => `  sum0 += subgroupShuffleXor(sum0, ${half}u);`)}
  return sum0;
}
`;

/** Half of a power of two, a quarter, and so on down to 1. */
const halvesOf = (count: number): number[] => range(Math.log2(count)).map((i) => count / 2 ** (i + 1));
