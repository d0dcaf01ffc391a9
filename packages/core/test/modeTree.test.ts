import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { InputError } from '../src/config/errors.ts';
import { initialParameters } from '../src/initialization/initialization.ts';
import { parameterCount } from '../src/models/network.ts';
import { hierarchicalNetwork } from '../src/models/hierarchical/network.ts';
import {
  interiorNodes,
  modeSetName,
  nestedModeTree,
  rootOf,
  type ModeTree,
} from '../src/modeTree/modeTree.ts';
import { namedNodes } from '../src/modeTree/nodeNames.ts';
import { pooledModeTree } from '../src/modeTree/pooling.ts';

/** Interior nodes as text, bottom up. */
const interior = ({ nodes }: ModeTree): string =>
  nodes
    .filter(({ children }) => children.length > 0)
    .map(({ modes }) => modeSetName(modes))
    .join(' ');

describe('pooling patterns', () => {
  it('checkerboard joins adjacent modes', () => {
    expect(interior(pooledModeTree('checkerboard', 2, 4))).toBe('{1,2} {3,4} {1,2,3,4}');
  });

  it('leaves a single left-over mode as a unary node, as in order 3', () => {
    const tree = pooledModeTree('checkerboard', 2, 3);
    expect(interior(tree)).toBe('{1,2} {3} {1,2,3}');
    expect(tree.nodes[4]!.children).toEqual([2]);
  });

  it('pools several left-over modes together', () => {
    expect(interior(pooledModeTree('checkerboard', 3, 8))).toBe('{1,2,3} {4,5,6} {7,8} {1,2,3,4,5,6,7,8}');
  });

  it('half joins mode i with mode i + ceil(n / 2), the odd middle mode last', () => {
    expect(interior(pooledModeTree('half', 2, 4))).toBe('{1,3} {2,4} {1,2,3,4}');
    expect(interior(pooledModeTree('half', [2, 3], 5))).toBe('{1,4} {2,5} {3} {1,2,3,4,5}');
  });

  it('half interleaves the two halves and pools neighbours, as the code of the authors does: 1 4 2 5 3 6', () => {
    expect(interior(pooledModeTree('half', 3, 6))).toBe('{1,2,4} {3,5,6} {1,2,3,4,5,6}');
    // 1 5 2 6 3 7 4
    expect(interior(pooledModeTree('half', 4, 7))).toBe('{1,2,5,6} {3,4,7} {1,2,3,4,5,6,7}');
  });

  it('checkerboard-sq joins square patches, then left-over columns, rows and extra modes', () => {
    expect(interior(pooledModeTree('checkerboard-sq', 4, 16))).toBe(
      '{1,2,5,6} {3,4,7,8} {9,10,13,14} {11,12,15,16} {1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16}',
    );
    // 3 x 3 grid and one extra: the patch, then column 3, then row 3, then mode 10
    const [patch, leftOver] = pooledModeTree('checkerboard-sq', [4, 4], 10).nodes.slice(10);
    expect(patch!.modes).toEqual([1, 2, 4, 5]);
    expect(leftOver!.modes).toEqual([3, 6, 9, 7]);
  });

  it('takes one pool size per layer, and as many as there are layers', () => {
    expect(interior(pooledModeTree('checkerboard', [3, 2], 6))).toBe('{1,2,3} {4,5,6} {1,2,3,4,5,6}');
    expect(() => pooledModeTree('checkerboard', [2], 4)).toThrow(InputError);
    expect(() => pooledModeTree('checkerboard', [2, 2, 2], 4)).toThrow(
      'expected 2 layers for 4 modes, found 3',
    );
    expect(() => pooledModeTree('checkerboard-sq', 3, 9)).toThrow('expected a square');
  });

  it('always covers every mode once, children before parents', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('checkerboard' as const, 'half' as const, 'checkerboard-sq' as const),
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 2, max: 40 }),
        (pattern, size, order) => {
          const tree = pooledModeTree(pattern, pattern === 'checkerboard-sq' ? size * size : size, order);
          const root = tree.nodes[rootOf(tree)]!;
          expect(root.modes.toSorted((a, b) => a - b)).toEqual(
            Array.from({ length: order }, (_, n) => n + 1),
          );
          tree.nodes.forEach(({ children }, nu) =>
            children.forEach((child) => expect(child).toBeLessThan(nu)),
          );
        },
      ),
    );
  });
});

const patterns = ['checkerboard', 'half', 'checkerboard-sq'] as const;
const pooledTrees = patterns.flatMap((pooling) =>
  [2, 3, 4].flatMap((P) =>
    Array.from({ length: 19 }, (_, n) => n + 2)
      .filter(() => pooling !== 'checkerboard-sq' || P === 4)
      .map((order) => ({ pooling, P, order, tree: pooledModeTree(pooling, P, order) })),
  ),
);

describe.each(pooledTrees)('$pooling, pool size $P, order $order', ({ order, tree }) => {
  const widths = new Array<number>(tree.nodes[rootOf(tree)]!.height).fill(3);
  const network = hierarchicalNetwork(tree, widths, new Array<number>(order).fill(2));

  it('every mode is below exactly one node of each height, and the tree that an interior node is the root of covers its modes', () => {
    const everyMode = Array.from({ length: order }, (_, n) => n + 1);
    for (let height = 0; height <= tree.nodes[rootOf(tree)]!.height; height++) {
      const modes = tree.nodes.filter((node) => node.height === height).flatMap((node) => node.modes);
      expect(modes.toSorted((a, b) => a - b)).toEqual(everyMode);
    }
    const leavesBelow = (nu: number): number[] =>
      tree.nodes[nu]!.children.length === 0 ? [nu + 1] : tree.nodes[nu]!.children.flatMap(leavesBelow);
    tree.nodes.forEach(({ modes }, nu) => expect(leavesBelow(nu)).toEqual(modes));
  });

  it('no two nodes share a name, and no two matrices a random stream', () => {
    for (const nodes of [interiorNodes(tree), tree.nodes.map((_, nu) => nu)]) {
      expect(new Set(namedNodes(tree, nodes).map(({ name }) => name)).size).toBe(nodes.length);
    }
    const names = network.parameters.map(({ name }) => name);
    expect(new Set(names).size).toBe(tree.nodes.length);
    const drawn = initialParameters(network, { scheme: 'gaussian', std: 1 }, 0);
    expect(new Set(drawn.flatMap((matrix) => [...matrix])).size).toBe(parameterCount(network));
  });
});

it('names a second node of the same modes by its height', () => {
  const tree = pooledModeTree('checkerboard', 2, 6);
  expect(namedNodes(tree, interiorNodes(tree)).map(({ name }) => name)).toEqual([
    '{1,2}',
    '{3,4}',
    '{5,6}',
    '{1,2,3,4}',
    '{5,6@2}',
    '{1,2,3,4,5,6}',
  ]);
});

describe('nested trees', () => {
  it('are taken as written', () => {
    expect(interior(nestedModeTree([[1, 3], 2], 3))).toBe('{1,3} {1,2,3}');
  });

  it.each([
    [[1, 2], 3, 'mode 3 is missing'],
    [
      [
        [1, 2],
        [2, 3],
      ],
      3,
      'mode 2 appears twice',
    ],
    [[1, 2, 4], 3, 'mode 4 does not exist'],
    [1, 1, 'the root is a single mode'],
  ])('%j does not cover %i modes', (nested, order, message) => {
    expect(() => nestedModeTree(nested, order)).toThrow(message);
  });
});
