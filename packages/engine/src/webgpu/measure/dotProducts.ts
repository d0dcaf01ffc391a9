/**
 * Dot products of vectors that lie anywhere in a member's share: squared norms of rows and columns of its matrices, and what a
 * column and its gradient have in common. Thousands of them are one dispatch.
 */
import type { CohortMemory } from '../operation.ts';
import { finding, FINDING_BINDINGS, type Finding } from './finding.ts';

/** Two vectors of the same length. Their numbers are `stride` floats apart, from `a` and from `b` on. */
export interface VectorPair {
  readonly a: number;
  readonly b: number;
  readonly stride: number;
  readonly length: number;
}

const WORDS = 4;
const INVOCATIONS = 64;

const source = (count: number, floatsPerMember: number): string => /* wgsl */ `
${FINDING_BINDINGS}
@compute @workgroup_size(${INVOCATIONS})
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${count}u) { return; }
  let share = slotAt[id.z] * ${floatsPerMember}u;
  let pair = ${WORDS}u * id.x;
  var a = share + table[pair];
  var b = share + table[pair + 1u];
  let stride = table[pair + 2u];
  var sum = 0.0;
  for (var i = 0u; i < table[pair + 3u]; i++) {
    sum = fma(memory[a], memory[b], sum);
    a += stride;
    b += stride;
  }
  found[id.z * ${count}u + id.x] = sum;
}
`;

/** One number for every pair, terms ascending. */
export const dotProducts = (cohort: CohortMemory, pairs: readonly VectorPair[]): Promise<Finding> =>
  finding(cohort, {
    code: source(pairs.length, cohort.floatsPerMember),
    table: Uint32Array.from(pairs.flatMap(({ a, b, stride, length }) => [a, b, stride, length])),
    results: pairs.length,
    workgroups: [Math.ceil(pairs.length / INVOCATIONS), 1],
  });
