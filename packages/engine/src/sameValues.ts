/** Tells whether the end tensor can be read from the values that training needs anyway. */
import type { Plan } from '@ranksweep/core';

/** Whether the dense last joins of both plans have the same values. */
export function haveSameValues(plan: Plan, whole: Plan): boolean {
  if (plan.kind !== 'tree' || whole.kind !== 'tree') return plan.kind === whole.kind;
  const shapeOf = ({ nodes, left, right }: Extract<Plan, { kind: 'tree' }>): string =>
    JSON.stringify([left, right, nodes.map(({ modes, tuples }) => [modes, tuples])]);
  return plan.head.kind === 'dense' && shapeOf(plan) === shapeOf(whole);
}
