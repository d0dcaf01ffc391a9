import {
  factorizationSchema,
  interiorNodes,
  modeSetName,
  networkOf,
  type TreeNetwork,
} from '@ranksweep/core';
import { expect, it } from 'vitest';
import { trajectoryVersion } from '../src/version.ts';

const patterns = ['checkerboard', 'half', 'checkerboard-sq'] as const;
const pooled = patterns.flatMap((pooling) =>
  [2, 3, 4].flatMap((P) =>
    Array.from({ length: 19 }, (_, n) => n + 2)
      .filter(() => pooling !== 'checkerboard-sq' || P === 4)
      .map((order) => ({ pooling, P, order })),
  ),
);

it.each(pooled)(
  'the meaning of $pooling, pool size $P, order $order changed where two interior nodes have the same modes, or where half pools by more than two',
  ({ pooling, P, order }) => {
    const layers = (n: number): number => (n === 1 ? 0 : 1 + layers(Math.ceil(n / P)));
    const dims = new Array<number>(order).fill(2);
    const config = factorizationSchema.parse({
      model: {
        kind: 'hierarchical',
        widths: new Array<number>(layers(order)).fill(3),
        pooling,
        poolSize: P,
      },
      task: { kind: 'completion', dims, observed: 1, target: { kind: 'gaussian' } },
      init: { std: 1 },
    });
    const { tree } = networkOf(config.model, dims) as TreeNetwork;
    const interior = interiorNodes(tree).map((nu) => modeSetName(tree.nodes[nu]!.modes));
    const hadEqualMatrices = new Set(interior).size < interior.length;
    const hadOtherWindows = pooling === 'half' && P > 2 && order > P;
    expect(trajectoryVersion(config)).toBe(hadEqualMatrices || hadOtherWindows ? 2 : 1);
  },
);
