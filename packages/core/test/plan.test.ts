import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { networkOf } from '../src/models/models.ts';
import { buildPlan, buildSamplesPlan } from '../src/plan/buildPlan.ts';
import { explainPlan } from '../src/plan/explainPlan.ts';
import { cheapestJoinOrder } from '../src/plan/joinOrder.ts';
import { planFlops, type Pairing, type TreePlan } from '../src/plan/plan.ts';
import { joinedTuples, type TupleSet } from '../src/plan/tuples.ts';
import { RandomStream } from '../src/random/stream.ts';
import { prepareWorkload, endTensorPlan } from '../src/workload.ts';
import { strokeImages } from '../src/task/strokeImages.ts';
import type { TreeNetwork } from '../src/models/network.ts';
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

describe('joined tuples', () => {
  it('are the distinct pairs in ascending order, by a table or by sorting', () => {
    const size = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 100, max: 90_000 }));
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 200 }), fc.nat(), (lefts, rights, entries, seed) => {
        const stream = new RandomStream(seed, 'tuples');
        const [left, right] = [lefts, rights].map((count) => {
          const used = Int32Array.from({ length: 10 }, () => stream.integer(count));
          return { count, ofEntry: new Int32Array(entries).map(() => used[stream.integer(10)]!) };
        }) as [TupleSet, TupleSet];
        const pairOf = (s: number): number => left.ofEntry[s]! * rights + right.ofEntry[s]!;
        const pairs = Array.from({ length: entries }, (_, s) => pairOf(s));
        const expected = [...new Set(pairs)].sort((a, b) => a - b);
        const { count, ofEntry, leftIndex, rightIndex } = joinedTuples(left, right);
        expect(count).toBe(expected.length);
        expect(Array.from(leftIndex, (l, t) => l * rights + rightIndex[t]!)).toEqual(expected);
        expect(Array.from(ofEntry, (t) => expected[t])).toEqual(pairs);
      }),
      { numRuns: 200 },
    );
  });
});

describe('the plan of batches', () => {
  const model = { kind: 'hierarchical', widths: [2, 3], pooling: 'half', poolSize: 3 } as const;
  const network = networkOf({ ...model, widths: [2, 3] }, new Array<number>(9).fill(2)) as TreeNetwork;
  const stream = new RandomStream(0, 'samples');
  const tuples = Uint8Array.from({ length: 9 * 400 }, () => stream.integer(2));
  const planOf = (batchSize?: number): TreePlan => buildSamplesPlan(network, tuples, batchSize) as TreePlan;

  it('covers all samples, and leads each to its own index tuple', () => {
    const { head, left, right, ...plan } = planOf(20);
    if (head.kind !== 'gather') throw new Error('samples are gathered');
    const whole = { ...plan, head, left, right };
    for (let s = 0; s < 400; s++) {
      const [l, r] = [head.pairing.leftIndex[s]!, head.pairing.rightIndex[s]!];
      const found = merged(tupleOf(whole, left, l), tupleOf(whole, right, r));
      expect(found).toEqual([...tuples.subarray(9 * s, 9 * (s + 1))]);
    }
  });

  it('costs what a batch of evenly spaced samples meets', () => {
    const every20th = Array.from({ length: 20 }, (_, i) => [
      ...tuples.subarray(9 * 20 * i, 9 * (20 * i + 1)),
    ]);
    const own = buildSamplesPlan(network, Uint8Array.from(every20th.flat())) as TreePlan;
    const plan = planOf(20);
    expect(plan.nodes.map(({ batchTuples }) => batchTuples)).toEqual(own.nodes.map(({ tuples: D }) => D));
    expect(planFlops(plan)).toBe(planFlops(own));
    expect(planFlops(planOf())).toBeGreaterThan(planFlops(plan));
    expect(planOf()).toEqual(planOf(400));
    const { steps, summary, choices } = explainPlan(plan);
    expect(summary).toMatch(/^400 entries, every node once per distinct index tuple of a batch of 20: /);
    expect(steps.at(-1)!.rows).toBe(20);
    expect(choices[0]).toContain('a dot product for each of 20 entries');
    expect(explainPlan(planOf()).summary).not.toContain('batch');
  });

  it('numbers the tuples of 784 modes without looking at them mode by mode', () => {
    const square = { kind: 'hierarchical', pooling: 'checkerboard-sq', poolSize: 4 } as const;
    const images = networkOf({ ...square, widths: [2, 2, 2, 2, 2] }, new Array<number>(784).fill(2)) as TreeNetwork; // prettier-ignore
    const { tuples: strokes } = strokeImages(300, 1);
    const plan = buildSamplesPlan(images, strokes, 50) as TreePlan;
    const { nodes } = plan;
    const byModes = nodes.map(({ modes }) => {
      const seen = Array.from({ length: 300 }, (_, s) => modes.map((n) => strokes[784 * s + n - 1]).join());
      return modes.length === 1 ? 2 : new Set(seen).size;
    });
    expect(nodes.map(({ tuples: D }) => D)).toEqual(byModes);
    const { steps } = explainPlan(plan);
    expect(steps.map(({ step }) => step)).toEqual(
      expect.arrayContaining([
        '784 leaves',
        '49 joins of 16 modes, times their matrices',
        '2 nodes of 16 modes again, times their matrices',
        '1 join of 528 modes',
      ]),
    );
    expect(steps.reduce((sum, { flops }) => sum + flops, 0)).toBe(planFlops(plan));
  });
});
