/** A tree is evaluated on selections of its samples; the float64 reference takes the samples of each one by one. */
import { forwardEntry, networkOf, type HierarchicalModelConfig, type TreeNetwork } from '@ranksweep/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tree, type TreeModel } from './treeSupport.ts';

type Shape = Pick<HierarchicalModelConfig, 'widths' | 'pooling' | 'poolSize' | 'tree'>;

/** Binary and wide joins, left-over nodes alone under a parent, uneven depths. */
const shapes: Record<string, { readonly order: number; readonly model: Shape }> = {
  checkerboard: { order: 8, model: { widths: [3, 4, 2], pooling: 'checkerboard', poolSize: 2 } },
  half: { order: 7, model: { widths: [2, 5, 3], pooling: 'half', poolSize: 2 } },
  'square patches': { order: 16, model: { widths: [3, 2], pooling: 'checkerboard-sq', poolSize: 4 } },
  'square patches with what is left over': {
    order: 26,
    model: { widths: [3, 2, 4], pooling: 'checkerboard-sq', poolSize: 4 },
  },
  'a tree of its own': {
    order: 5,
    model: {
      widths: [3, 3, 3],
      pooling: 'checkerboard',
      poolSize: 2,
      tree: [
        [1, [5, 3]],
        [2, 4],
      ],
    },
  },
};
interface Case extends TreeModel {
  readonly selections: readonly number[][];
  readonly errors: Float32Array;
  readonly isBinary: boolean;
}

const MOST = 12;

const cases: fc.Arbitrary<Case> = fc
  .record({
    shape: fc.constantFrom(...Object.values(shapes)),
    samples: fc.integer({ min: 1, max: 60 }),
    prototypes: fc.integer({ min: 1, max: 4 }),
    numbers: fc.infiniteStream(fc.nat()),
  })
  .map(({ shape: { order, model }, samples, prototypes, numbers }) => {
    const draw = (bound: number): number => (numbers.next().value as number) % bound;
    const dims = Array.from({ length: order }, () => 1 + draw(3));
    const config = { kind: 'hierarchical' as const, ...model };
    const network = networkOf(config, dims) as TreeNetwork;
    const kinds = Array.from({ length: prototypes }, () => dims.map(draw));
    const tuples = Array.from({ length: samples }, () => {
      const kind = kinds[draw(prototypes)]!;
      return dims.map((d, n) => (draw(6) === 0 ? draw(d) : kind[n]!));
    });
    return {
      model: config,
      network,
      tuples: Uint8Array.from(tuples.flat()),
      selections: [1, 1 + draw(MOST), MOST, 1]
        .map((most) => Math.min(most, samples))
        .map((count) => Array.from({ length: count }, () => draw(samples))),
      parameters: network.parameters.map(({ rows, cols }) =>
        Float32Array.from({ length: rows * cols }, () => (draw(2001) - 1000) / 700),
      ),
      errors: Float32Array.from({ length: MOST }, () => (draw(201) - 100) / 50),
      isBinary: model.poolSize === 2,
    };
  });

/** To float32's accuracy, measured by the largest. */
function expectClose(found: readonly number[], expected: ArrayLike<number>): void {
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  found.forEach((value, i) => expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-5 * scale));
}

describe('a tree on a selection of samples', () => {
  it('has the values and gradients of the reference', () => {
    fc.assert(
      fc.property(cases, (tried) => {
        const { network, tuples, selections, parameters, errors } = tried;
        const N = network.dims.length;
        const tree = new Tree(tried, MOST);
        const widened = parameters.map((p) => Float64Array.from(p));
        for (const selection of selections) {
          const { values, gradients } = tree.evaluated(selection, errors);
          const expected = parameters.map((p) => new Float64Array(p.length));
          const entries = selection.map((s) =>
            forwardEntry(network, widened, tuples.subarray(s * N, (s + 1) * N)),
          );
          entries.forEach(({ backward }, i) => backward(errors[i]!, expected));
          expectClose(
            values,
            entries.map(({ value }) => value),
          );
          gradients.forEach((gradient, k) => expectClose(gradient, expected[k]!));
        }
      }),
      { numRuns: 150 },
    );
  });

  it('has bits that depend on the list alone, not on what was selected before or what else there is to select', () => {
    fc.assert(
      fc.property(cases, (tried) => {
        const { network, tuples, selections, errors, isBinary } = tried;
        const N = network.dims.length;
        const tree = new Tree(tried, MOST);
        const evaluated = selections.map((selection) => tree.evaluated(selection, errors));
        selections.forEach((selection, i) => {
          expect(tree.evaluated(selection, errors)).toEqual(evaluated[i]);
          if (!isBinary) return; // the plan of these samples alone may join wider nodes in another order
          const own = selection.flatMap((s) => [...tuples.subarray(s * N, (s + 1) * N)]);
          const alone = new Tree({ ...tried, tuples: Uint8Array.from(own) }, selection.length);
          const all = selection.map((_, place) => place);
          expect(alone.evaluated(all, errors)).toEqual(evaluated[i]);
        });
      }),
      { numRuns: 60 },
    );
  });

  it('follows the order of the list', () => {
    const [tried] = fc.sample(cases, { numRuns: 1, seed: 5 }) as [Case];
    const { network, tuples, errors } = tried;
    const tree = new Tree(tried, MOST);
    const last = tuples.length / network.dims.length - 1;
    const { values } = tree.evaluated([0, last, 0], errors);
    expect(tree.evaluated([last, 0, 0], errors).values).toEqual([values[1], values[0], values[0]]);
  });

  it('begins with as many samples as can be selected, and refuses more', () => {
    const [tried] = fc
      .sample(cases, { numRuns: 20, seed: 1 })
      .filter(({ network, tuples }) => tuples.length > MOST * network.dims.length);
    const { evaluator } = new Tree(tried!, MOST);
    expect(evaluator.count).toBe(MOST);
    const first = new Tree(tried!, MOST).evaluatedNow(tried!.errors);
    const all = Array.from({ length: MOST }, (_, s) => s);
    expect(first).toEqual(new Tree(tried!, MOST).evaluated(all, tried!.errors));
    expect(() => evaluator.select(new Int32Array(MOST + 1))).toThrow(RangeError);
    expect(() => evaluator.select(new Int32Array(MOST + 1))).toThrow(
      'expected at most 12 selected samples, found 13',
    );
  });

  it('gives tuples that it does not meet gradients of 0', () => {
    const model: HierarchicalModelConfig = {
      kind: 'hierarchical',
      widths: [2, 2],
      pooling: 'checkerboard',
      poolSize: 2,
    };
    const network = networkOf(model, [3, 3, 3, 3]) as TreeNetwork;
    const tuples = Uint8Array.from([0, 1, 2, 0, 1, 1, 2, 2, 2, 0, 0, 1]);
    const parameters = network.parameters.map(({ rows, cols }) => new Float32Array(rows * cols).fill(1));
    const tree = new Tree({ model, network, tuples, parameters }, 3);
    const e = Float32Array.of(1, 1, 1);
    tree.evaluated([0, 1, 2], e); // leaves gradients behind that are not 0
    // Every product is 1, and every matrix sums two of them.
    expect(tree.evaluated([1], e).gradients.slice(0, 4)).toEqual([
      [0, 0, 4, 4, 0, 0],
      [0, 0, 4, 4, 0, 0],
      [0, 0, 0, 0, 4, 4],
      [0, 0, 0, 0, 4, 4],
    ]);
  });
});
