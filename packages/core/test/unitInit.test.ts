/** The initialization that keeps the end tensor of a hierarchical factorization around 1, however deep its tree is. */
import { describe, expect, it } from 'vitest';
import { initialParameters } from '../src/initialization/initialization.ts';
import type { TreeNetwork } from '../src/models/network.ts';
import { networkOf } from '../src/models/models.ts';
import { RandomStream } from '../src/random/stream.ts';
import { forwardEntry } from '../src/reference/network.ts';

const trees = {
  'halves of 784 modes, two by two': { widths: new Array<number>(10).fill(4), pooling: 'half', poolSize: 2 },
  'square patches of 784 modes': { widths: [3, 6, 4, 5, 7], pooling: 'checkerboard-sq', poolSize: 4 },
} as const;

describe.each(Object.entries(trees))('%s', (_, model) => {
  const network = networkOf({ kind: 'hierarchical', ...model, widths: [...model.widths] }, new Array<number>(784).fill(2)) as TreeNetwork; // prettier-ignore
  const { tree, matrixOf, parameters } = network;
  const std = 0.02;
  const varianceOfNode = (nu: number): number => {
    const { rows, cols } = parameters[matrixOf[nu]!]!;
    return nu < tree.order ? 1 / cols : 1 / (rows * cols);
  };
  const variance = std ** 2 * tree.nodes.reduce((sum, _, nu) => sum + varianceOfNode(nu), 0);

  it('begins around 1, as widely as was said', () => {
    const index = new RandomStream(0, 'index');
    const values = Array.from({ length: 200 }, (_, seed) => {
      const start = initialParameters(network, { scheme: 'unit', std }, seed).map((p) =>
        Float64Array.from(p),
      );
      return forwardEntry(network, start, tree.nodes.slice(0, 784).map(() => index.integer(2))).value; // prettier-ignore
    });
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const found = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(variance).toBeLessThan(0.15);
    // Four standard errors; the variance of the product is exp(variance) - 1 rather than `variance`.
    expect(Math.abs(mean - 1)).toBeLessThan(4 * Math.sqrt(variance / values.length));
    expect(found / variance).toBeGreaterThan(1 - 4 * Math.sqrt(2 / values.length));
    expect(found / variance).toBeLessThan(1 + 4 * Math.sqrt(2 / values.length) + variance);
  });

  it('takes the random numbers of the gaussian scheme', () => {
    const gaussian = initialParameters(network, { scheme: 'gaussian', std: 1 }, 3);
    const unit = initialParameters(network, { scheme: 'unit', std: 0.25 }, 3);
    unit.forEach((matrix, k) => {
      const inputs = k < 784 ? 1 : parameters[k]!.rows;
      matrix.forEach((value, i) => expect(value).toBeCloseTo((1 + 0.25 * gaussian[k]![i]!) / inputs, 6));
    });
  });
});
