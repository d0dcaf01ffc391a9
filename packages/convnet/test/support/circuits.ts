/** Small convolutional arithmetic circuits on trees of all kinds. */
import type { NestedTree } from '@ranksweep/core';
import fc from 'fast-check';
import { convAc, type ConvAc, type ConvAcOptions } from '../../src/convAc/convAc.ts';

type Tree = Pick<ConvAcOptions, 'pooling' | 'poolSize' | 'tree'>;

export interface Case {
  readonly order: number;
  readonly M: number;
  readonly widths: readonly number[];
  readonly tree: Tree;
}

/** Trees by pooling, whose layers differ in width, and any others, of one width. */
export const pooled: fc.Arbitrary<Case> = fc
  .record({
    order: fc.integer({ min: 2, max: 6 }),
    M: fc.integer({ min: 1, max: 4 }),
    pooling: fc.constantFrom('checkerboard' as const, 'half' as const),
    poolSize: fc.integer({ min: 2, max: 4 }),
    widths: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 3, maxLength: 3 }),
  })
  .map(({ order, M, pooling, poolSize, widths }) => {
    const layers = Math.ceil(Math.log(order) / Math.log(poolSize) - 1e-9);
    return { order, M, widths: widths.slice(0, layers), tree: { pooling, poolSize } };
  });

const depth = (tree: NestedTree): number => (typeof tree === 'number' ? 0 : 1 + Math.max(...tree.map(depth)));

/** Joins two or more of the subtrees that there are, until one is left. */
export const nested: fc.Arbitrary<Case> = fc
  .record({
    order: fc.integer({ min: 2, max: 6 }),
    M: fc.integer({ min: 1, max: 4 }),
    width: fc.integer({ min: 1, max: 4 }),
    choices: fc.array(fc.nat(), { minLength: 12, maxLength: 12 }),
  })
  .map(({ order, M, width, choices }) => {
    const left = choices.values();
    const next = (bound: number): number => left.next().value! % bound;
    const trees: NestedTree[] = Array.from({ length: order }, (_, n) => n + 1);
    while (trees.length > 1) {
      const count = Math.min(trees.length, 2 + next(2));
      const from = next(trees.length - count + 1);
      trees.push(trees.splice(from, count));
    }
    const widths = new Array<number>(depth(trees[0]!)).fill(width);
    return { order, M, widths, tree: { pooling: 'checkerboard', poolSize: 2, tree: trees[0]! } };
  });

/** One pixel is one patch, whose channels are what the leaves take. */
export const circuitOf = ({ order, M, widths, tree }: Case): ConvAc =>
  convAc({
    image: { height: 1, width: order, channels: M },
    patch: 1,
    channels: 0,
    widths: [...widths],
    init: { scheme: 'gaussian', std: 0.6 },
    ...tree,
  });
