/** Mode trees from the pooling windows of a convolutional network (Razin et al. 2022). */
import { InputError } from '../config/errors.ts';
import { shownWord } from '../config/expectation.ts';
import type { PoolingPattern } from './schema.ts';
import { ModeTreeBuilder, type ModeTree } from './modeTree.ts';

/** Positions 0..n-1 of one layer, grouped into the windows of a pattern. Left-over positions form the last window. */
function poolingWindows(pattern: PoolingPattern, n: number, poolSize: number): number[][] {
  switch (pattern) {
    case 'checkerboard':
      return chunks(range(n), poolSize);
    case 'half':
      return chunks(interleavedHalves(n), poolSize).map((window) => window.toSorted((a, b) => a - b));
    case 'checkerboard-sq':
      return chunks(squarePatchOrder(n, poolSize), poolSize);
  }
}

/**
 * i, then its counterpart i + ceil(n / 2), for every i of the first half. As modes: 1 4 2 5 3 6. An odd middle one comes last.
 */
const interleavedHalves = (n: number): number[] =>
  range(Math.ceil(n / 2)).flatMap((i) => [i, i + Math.ceil(n / 2)].filter((position) => position < n));

/** Square patches of the floor(sqrt n) grid, row by row, then left-over columns, left-over rows and extra positions. */
function squarePatchOrder(n: number, poolSize: number): number[] {
  const side = Math.floor(Math.sqrt(n));
  const patch = Math.round(Math.sqrt(poolSize));
  if (patch * patch !== poolSize) {
    throw new InputError(`poolSize: expected a square (4, 9, ...) for checkerboard-sq, found ${poolSize}`);
  }
  const covered = side - (side % patch);
  const at = (row: number, column: number) => row * side + column;
  const patches = range(covered / patch).flatMap((patchRow) =>
    range(covered / patch).flatMap((patchColumn) =>
      range(poolSize).map((i) =>
        at(patchRow * patch + Math.floor(i / patch), patchColumn * patch + (i % patch)),
      ),
    ),
  );
  const leftOverColumns = range(side).flatMap((row) =>
    range(side - covered).map((c) => at(row, covered + c)),
  );
  const leftOverRows = range(side - covered).flatMap((r) =>
    range(covered).map((column) => at(covered + r, column)),
  );
  return [
    ...patches,
    ...leftOverColumns,
    ...leftOverRows,
    ...range(n - side * side).map((i) => side * side + i),
  ];
}

/**
 * The mode tree whose layers pool the nodes of the layer below until one is left.
 * @param poolSize P, one for all layers or one per layer from the leaves upward
 * @throws InputError when the list of pool sizes does not end with one node
 */
export function pooledModeTree(
  pattern: PoolingPattern,
  poolSize: number | readonly number[],
  order: number,
): ModeTree {
  const builder = new ModeTreeBuilder(order);
  let layer = builder.nodes.map((_, index) => index);
  let depth = 0;
  while (layer.length > 1) {
    const size = typeof poolSize === 'number' ? poolSize : poolSize[depth];
    if (size === undefined) {
      throw new InputError(
        `poolSize: expected enough layers to pool ${order} modes into one, found ${shownWord(JSON.stringify(poolSize))}, ` +
          `which leaves ${layer.length} nodes`,
      );
    }
    layer = poolingWindows(pattern, layer.length, size).map((window) =>
      builder.join(window.map((i) => layer[i]!)),
    );
    depth++;
  }
  if (typeof poolSize !== 'number' && poolSize.length > depth) {
    throw new InputError(
      `poolSize: expected ${depth} layers for ${order} modes, found ${poolSize.length} in ${shownWord(JSON.stringify(poolSize))}`,
    );
  }
  return builder.build();
}

const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function chunks(items: readonly number[], size: number): number[][] {
  return range(Math.ceil(items.length / size)).map((c) => items.slice(c * size, (c + 1) * size));
}
