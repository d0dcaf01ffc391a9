import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { networkOf } from '../src/models/models.ts';
import { buildPlan } from '../src/plan/buildPlan.ts';
import { cheapestJoinOrder } from '../src/plan/joinOrder.ts';
import { planFlops, type Pairing, type TreePlan } from '../src/plan/plan.ts';
import { prepareWorkload, endTensorPlan } from '../src/workload.ts';
import { unravel } from '../src/tensor/shape.ts';
import { parse, randomConfig } from './support.ts';

const paperHtf = parse({
  model: { kind: 'hierarchical', widths: [512, 512] },
  task: { kind: 'completion', dims: [8, 8, 8, 8], observed: 2048, target: { kind: 'gaussian' } },
  init: { std: 0.01 },
});

/** Index tuple that a node's output row stands for, by mode; -1 for modes that are not below it. */
function tupleOf(plan: TreePlan, node: number, row: number): number[] {
  const tuple = new Array<number>(plan.network.dims.length).fill(-1);
  const visit = (at: number, t: number): void => {
    const found = plan.nodes[at]!;
    if (found.kind === 'leaf') tuple[found.modes[0]! - 1] = t;
    else if (found.kind === 'unary') visit(found.child, t);
    else {
      visit(found.pairing.left, found.pairing.leftIndex[t]!);
      visit(found.pairing.right, found.pairing.rightIndex[t]!);
    }
  };
  visit(node, row);
  return tuple;
}

const merged = (a: number[], b: number[]): number[] => a.map((index, n) => (index === -1 ? b[n]! : index));

/** Distinct pairs in ascending order. */
function expectAscending({ leftIndex, rightIndex }: Pairing): void {
  for (let t = 1; t < leftIndex.length; t++) {
    const [left, right] = [leftIndex[t]! - leftIndex[t - 1]!, rightIndex[t]! - rightIndex[t - 1]!];
    expect(left > 0 || (left === 0 && right > 0)).toBe(true);
  }
}

describe('the distinct-tuple plan', () => {
  it('meets 64 distinct pairs in 2048 samples of an order 4, d = 8 tensor, and costs 213 MFLOP', () => {
    const { plan } = prepareWorkload(paperHtf);
    const { nodes, head } = plan as TreePlan;
    expect(nodes.filter(({ kind }) => kind === 'join').map(({ tuples }) => tuples)).toEqual([64, 64]);
    expect(head.kind).toBe('dense');
    expect(planFlops(plan) / 1e6).toBeCloseTo(214, 0);
  });

  it('leads every entry to its own index tuple, on random shapes', () => {
    fc.assert(
      fc.property(randomConfig, (config) => {
        const network = networkOf(config.model, config.task.dims);
        if (network.kind !== 'tree') return;
        const { problem, plan } = prepareWorkload(config);
        if (problem.kind !== 'completion' || plan.kind !== 'tree') return;
        const expected = network.dims.map(() => 0);
        problem.observed.forEach((position, s) => {
          unravel(position, network.dims, expected);
          const [left, right] =
            plan.head.kind === 'dense'
              ? [Math.floor(plan.head.cellOf[s]! / plan.head.cols), plan.head.cellOf[s]! % plan.head.cols]
              : [plan.head.pairing.leftIndex[s]!, plan.head.pairing.rightIndex[s]!];
          expect(merged(tupleOf(plan, plan.left, left), tupleOf(plan, plan.right, right))).toEqual(expected);
        });
        for (const node of plan.nodes) if (node.kind === 'join') expectAscending(node.pairing);
      }),
      { numRuns: 200 },
    );
  });

  it('gathers where a dense product would be mostly unobserved', () => {
    const network = networkOf({ kind: 'cp', components: 4, linearOutput: false }, [100, 100, 100]);
    const few = Int32Array.from({ length: 200 }, (_, s) => s * 4999);
    expect((buildPlan(network, few) as TreePlan).head.kind).toBe('gather');
    expect((endTensorPlan(network) as TreePlan).head.kind).toBe('dense');
  });

  it('multiplies operands in the cheapest order: balanced halves for a cube observed everywhere', () => {
    const tuplesOf = (operands: readonly number[]) => 10 ** operands.length;
    const order = cheapestJoinOrder(4, tuplesOf, 1000, { entries: 10_000 });
    const depth = (o: typeof order): number =>
      typeof o === 'number' ? 0 : 1 + Math.max(depth(o.left), depth(o.right));
    expect(depth(order)).toBe(2);
  });
});
