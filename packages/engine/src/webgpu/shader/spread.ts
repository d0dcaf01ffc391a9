/**
 * WGSL: one instruction over many workgroups of each member, for shapes that are too large for one workgroup. The iteration is
 * counted in the member's memory, so that iterations need nothing from the host.
 */
import type { Kind } from '../instruction.ts';
import { functionsOf } from './instructions.ts';
import { BINDING, prelude } from './prelude.ts';
import { IN_PLACE } from './resident.ts';
import { STAGED_DOTS } from './stagedDots.ts';
import { laneParameter, laneStatement, type Workgroup } from './total.ts';

export const SPREAD_THREADS = 256;

/** @param staged whether threads fetch rows together, if the kind has them do so */
export const spreadSource = (kind: Kind, workgroup: Workgroup, staged: boolean): string => `
${prelude(workgroup)}
@group(0) @binding(${BINDING.which}) var<uniform> which: vec4u;
${IN_PLACE}
${staged && kind === 'gatherDot' ? functionsOf([]) + STAGED_DOTS : functionsOf([kind])}
@compute @workgroup_size(THREADS) fn spread(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
  ${laneParameter(workgroup)}
) {
  ${laneStatement(workgroup)}
  begin(group.z);
  now = bitcast<u32>(value(call.counter));
  ${
    staged && kind === 'gatherDot'
      ? 'stagedDots(instructions[which.x], group.x, groups.x, thread)'
      : `${kind}(instructions[which.x], group.x * THREADS + thread, groups.x * THREADS)`
  };
}
`;
