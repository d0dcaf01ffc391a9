/** Plans for more samples at a time than a batch has. What is computed of a sample does not depend on which others it is with. */
import type { BlocksPlan, Plan } from '@ranksweep/core';

/**
 * The same plan with room for more samples.
 * @param most how many, unless there are fewer in all or the plan has room for more already
 */
export function widerPlan(plan: Plan, most: number): Plan {
  if (plan.kind === 'chain') return plan;
  const batchSize = Math.min(plan.entries, Math.max(plan.batchSize, most));
  return plan.kind === 'tree' ? { ...plan, batchSize } : widerBlocks(plan, batchSize);
}

/** A selection meets no more products than the batches do that it can be cut into. */
function widerBlocks(plan: BlocksPlan, batchSize: number): BlocksPlan {
  const batches = Math.ceil(batchSize / plan.batchSize);
  const blocks = plan.head.blocks.map((block) => ({
    ...block,
    mostProducts: Math.min(block.left.length, block.mostProducts * batches),
  }));
  return { ...plan, batchSize, head: { ...plan.head, blocks } };
}
