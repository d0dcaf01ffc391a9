import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../src/config/errors.ts';
import { initialParameters } from '../src/initialization/initialization.ts';
import { networkOf } from '../src/models/models.ts';
import { metricSet } from '../src/runMetrics.ts';
import { concernsEndTensor } from '../src/metrics/quantities.ts';
import { buildPlan } from '../src/plan/buildPlan.ts';
import { buildBlocksPlan } from '../src/plan/blocks.ts';
import { planFlops, productsOfBatch, type BlocksPlan, type ModeBlock } from '../src/plan/plan.ts';
import { PairNumbering } from '../src/plan/samplePatterns.ts';
import { RandomStream } from '../src/random/stream.ts';
import { lossAndGradient } from '../src/reference/objective.ts';
import { strokeImages } from '../src/task/strokeImages.ts';
import { targetOf } from '../src/problem.ts';
import { endTensorPlan, initialParametersOf, prepareSamples } from '../src/workload.ts';
import { randomSamples, samplesOf, tasklessConfig, type SamplesCase } from './samplesSupport.ts';

const planOf = ({ config, problem }: SamplesCase): BlocksPlan =>
  prepareSamples(config, problem).plan as BlocksPlan;

/** Factor rows whose product a row of a block is, ascending. */
function factorsOf(block: ModeBlock, row: number): number[] {
  if (row < block.factorRows) return [block.firstFactorRow + row];
  const [left, right] = [block.left[row - block.factorRows]!, block.right[row - block.factorRows]!];
  expect(Math.max(left, right)).toBeLessThan(row);
  return [...factorsOf(block, left), ...factorsOf(block, right)].sort((a, b) => a - b);
}

const rowsOfBlock = ({ head: { blocks, rowOf } }: BlocksPlan, b: number): number[] =>
  [...rowOf].filter((_, i) => i % blocks.length === b);

const productsOf = (plan: BlocksPlan): number =>
  plan.head.blocks.reduce((sum, { left }) => sum + left.length, 0);

const cp = (components: number) => ({ kind: 'cp', components, linearOutput: false }) as const;

describe('pairs of patterns', () => {
  it('are numbered as they come, up to the most that are asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 400 }),
        fc.nat(),
        (samples, aCount, bCount, seed) => {
          const stream = new RandomStream(seed, 'patterns');
          const patterns = (count: number) => ({
            count,
            ofSample: new Int32Array(samples).map(() => stream.integer(count)),
          });
          const [a, b] = [patterns(aCount), patterns(bCount)];
          const numberOf = new Map<string, number>();
          const expected = Array.from(a.ofSample, (i, s) => {
            const pair = `${i} ${b.ofSample[s]}`;
            if (!numberOf.has(pair)) numberOf.set(pair, numberOf.size);
            return numberOf.get(pair)!;
          });
          const numbering = new PairNumbering(samples);
          const numbers = new Int32Array(samples);
          expect(numbering.number(b, a, samples)).toBe(numberOf.size);
          expect(numbering.number(a, b, numberOf.size, numbers)).toBe(numberOf.size);
          expect([...numbers]).toEqual(expected);
          expect(numbering.number(a, b, numberOf.size - 1)).toBe(numberOf.size);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('the plan of blocks', () => {
  const strokes = strokeImages(2000, 0);

  it('multiplies for every sample the factors of its index tuple, each once', () => {
    fc.assert(
      fc.property(randomSamples, ({ config, problem }) => {
        const { plan, network } = prepareSamples(config, problem);
        if (plan.kind !== 'blocks') throw new Error('a CP on samples has a plan of blocks');
        const N = problem.dims.length;
        const firstRow = problem.dims.map((_, n) => problem.dims.slice(0, n).reduce((a, b) => a + b, 0));
        const output = network.parameters.length > N ? [plan.factorRows - 1] : [];
        const { blocks, rowOf } = plan.head;
        problem.y.forEach((_, s) => {
          const expected = problem.dims.map((_, n) => firstRow[n]! + problem.tuples[s * N + n]!);
          const found = blocks
            .flatMap((block, b) => factorsOf(block, rowOf[s * blocks.length + b]!))
            .sort((a, b) => a - b);
          expect(found).toEqual([...expected, ...output]);
        });
        expect(planFlops(plan)).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });

  it('computes every product that is met, and none twice', () => {
    fc.assert(
      fc.property(randomSamples, (samples) => {
        const plan = planOf(samples);
        plan.head.blocks.forEach(({ factorRows, left, right }, b) => {
          const products = Array.from(left, (l, t) => `${l} ${right[t]}`);
          expect(new Set(products).size).toBe(products.length);
          const used = new Set([...rowsOfBlock(plan, b), ...left, ...right]);
          products.forEach((_, t) => expect(used.has(factorRows + t)).toBe(true));
        });
      }),
    );
  });

  it('groups products so that each is an operand in one later group only, or belongs to samples', () => {
    fc.assert(
      fc.property(randomSamples, (samples) => {
        const plan = planOf(samples);
        plan.head.blocks.forEach(({ factorRows, left, right, groupStarts }, b) => {
          const groupOf = (row: number): number =>
            groupStarts.findLastIndex((start) => start <= row - factorRows);
          const usersOf = new Map<number, Set<number>>();
          left.forEach((l, t) => {
            for (const row of [l, right[t]!].filter((operand) => operand >= factorRows)) {
              const users = usersOf.get(groupOf(row)) ?? new Set();
              usersOf.set(groupOf(row), users.add(groupOf(factorRows + t)));
            }
          });
          usersOf.forEach((users, group) => {
            expect(users.size).toBe(1);
            expect([...users][0]).toBeGreaterThan(group);
          });
          const top = groupStarts.length - 2;
          if (top >= 0) rowsOfBlock(plan, b).forEach((row) => expect(groupOf(row)).toBe(top));
          expect([groupStarts[0], groupStarts.at(-1)]).toEqual([0, left.length]);
        });
      }),
    );
  });

  it('covers all samples, and chooses its blocks for a batch', () => {
    fc.assert(
      fc.property(randomSamples, fc.integer({ min: 1, max: 70 }), ({ config, problem }, batchSize) => {
        const { network } = prepareSamples(config, problem);
        if (network.kind !== 'tree') throw new Error('a CP is a tree');
        const plan = buildBlocksPlan(network, problem.tuples, batchSize);
        const whole = planOf({ config, problem });
        expect(plan.entries).toBe(problem.y.length);
        expect(plan.batchSize).toBe(Math.min(batchSize, problem.y.length));
        if (batchSize >= plan.entries) expect(plan).toEqual(whole);
        expect(plan.head.rowOf.length).toBe(plan.entries * plan.head.blocks.length);
        for (const { left, mostProducts, productsOfBatch: typical, groupStarts } of plan.head.blocks) {
          const sizes = Array.from(groupStarts.subarray(1), (end, g) => end - groupStarts[g]!);
          expect(mostProducts).toBe(sizes.reduce((sum, n) => sum + Math.min(n, plan.batchSize), 0));
          expect(typical).toBeLessThanOrEqual(mostProducts);
          expect(mostProducts).toBeLessThanOrEqual(left.length);
        }
        if (plan.batchSize === plan.entries) expect(productsOfBatch(plan)).toBe(productsOf(plan));
      }),
    );
  });

  it('has smaller blocks for smaller batches', () => {
    const { network } = prepareSamples(config, strokes);
    if (network.kind !== 'tree') throw new Error('a CP is a tree');
    const blocksFor = (batchSize: number): number =>
      buildBlocksPlan(network, strokes.tuples, batchSize).head.blocks.length;
    expect(blocksFor(20)).toBeGreaterThan(blocksFor(200));
    expect(blocksFor(200)).toBeGreaterThan(blocksFor(2000));
  });

  const config = tasklessConfig({ model: cp(15), init: { std: 1 } });
  const problemOf = (tuples: number[][]) =>
    samplesOf(
      tuples[0]!.map(() => 2),
      tuples,
      tuples.map(() => 1),
    );

  it('makes one row of what all samples share', () => {
    const same = problemOf(Array.from({ length: 20 }, () => new Array<number>(50).fill(1)));
    const plan = planOf({ config, problem: same });
    expect([plan.head.blocks.length, productsOf(plan)]).toEqual([1, 49]);
  });

  it('merges modes that go together, and no others', () => {
    // Bits of s, each three times in a row: triples have 2 patterns, two triples 4, all of them 64.
    const tuples = Array.from({ length: 64 }, (_, s) =>
      Array.from({ length: 18 }, (_, n) => (s >> Math.floor(n / 3)) & 1),
    );
    const plan = planOf({ config, problem: problemOf(tuples) });
    // Six triples in two steps each, three pairs of triples with 4 patterns, and one merger of 16 patterns for 64 samples.
    expect([plan.head.blocks.length, productsOf(plan)]).toEqual([2, 6 * 2 * 2 + 3 * 4 + 16]);
  });

  it('keeps every mode to itself where a merger saves nothing', () => {
    expect(planOf({ config, problem: problemOf([[0, 1, 1]]) }).head.blocks.length).toBe(3);
  });

  it('serves a completion of many modes when it is cheaper than a tree', () => {
    const network = networkOf(cp(4), new Array<number>(16).fill(2));
    const few = Int32Array.from({ length: 60 }, (_, s) => s * 1021);
    expect(buildPlan(network, few).kind).toBe('blocks');
    expect(buildPlan(network, few, true).kind).toBe('tree');
    const long = networkOf(cp(4), [70_000, ...new Array<number>(8).fill(2)]);
    const late = buildPlan(
      long,
      Int32Array.from({ length: 60 }, (_, s) => 256 * (70_000 - 60 + s)),
    );
    if (late.kind !== 'blocks') throw new Error('few samples of nine modes have a plan of blocks');
    expect(late.head.blocks.flatMap((block, b) => factorsOf(block, rowsOfBlock(late, b)[59]!))[0]).toBe(
      69_999,
    );
    const all = Int32Array.from({ length: 2 ** 16 }, (_, s) => s);
    expect(buildPlan(network, all).kind).toBe('tree');
  });
});

describe('samples', () => {
  const model = cp(3);
  const config = tasklessConfig({ model, init: { std: 1 } });
  const problem = samplesOf([2, 3], [[1, 2], [0, 0]], [1, 2]); // prettier-ignore

  it('have gradients that central differences confirm', () => {
    fc.assert(
      fc.property(randomSamples, ({ config, problem }) => {
        const workload = prepareSamples({ ...config, loss: { kind: 'mse' } }, problem);
        const parameters = initialParametersOf(workload).map((p) => Float64Array.from(p));
        const lossAt = () => lossAndGradient(problem, workload.network, { kind: 'mse' }, parameters);
        const { gradients } = lossAt();
        const scale = Math.max(...gradients.flatMap((g) => Array.from(g, Math.abs)));
        const h = 1e-5;
        parameters.forEach((matrix, k) => {
          const i = k % matrix.length; // one entry of every matrix
          const x = matrix[i]!;
          const [above, below] = [x + h, x - h].map((moved) => {
            matrix[i] = moved;
            return lossAt().loss;
          });
          matrix[i] = x;
          const difference = (above! - below!) / (2 * h);
          expect(Math.abs(gradients[k]![i]! - difference)).toBeLessThan(1e-6 * (1 + scale));
        });
      }),
      { numRuns: 30 },
    );
  });

  it('take the plain product over all modes', () => {
    const { network } = prepareSamples(config, problem);
    // w^1 = [[1 2 3], [4 5 6]], w^2 = [[1 1 1], [2 2 2], [1 0 -1]]: predictions 4 - 6 and 1 + 2 + 3.
    const parameters = [Float64Array.of(1, 2, 3, 4, 5, 6), Float64Array.of(1, 1, 1, 2, 2, 2, 1, 0, -1)];
    const { loss, gradients } = lossAndGradient(problem, network, { kind: 'mse' }, parameters);
    expect(loss).toBe(((-2 - 1) ** 2 + (6 - 2) ** 2) / 2);
    // dL/dr = (-3, 4)
    expect([...gradients[0]!]).toEqual([4, 4, 4, -3, 0, 3]);
    expect([...gradients[1]!]).toEqual([4, 8, 12, 0, 0, 0, -12, -15, -18]);
  });

  it('serve 784 modes, whose end tensor and target are refused by name', () => {
    const many = samplesOf(
      new Array<number>(784).fill(2),
      [0, 1].map((i) => new Array<number>(784).fill(i)),
      [0, 2],
    );
    const workload = prepareSamples(config, many);
    const { names, needs } = metricSet(workload.config, workload.network);
    expect(names).toContain('train_loss');
    expect(needs.filter(concernsEndTensor)).toEqual([]);
    for (const metric of [
      'reconstruction_error',
      'test_mse',
      'frobenius_norm',
      'singular_value{1}',
      'rank',
      'cp_rank',
      'component_gradient_cosine',
    ]) {
      const wanted = { ...config, record: { ...config.record, metrics: ['train_loss', metric] } };
      expect(() => prepareSamples(wanted, many)).toThrow(InputError);
      expect(() => prepareSamples(wanted, many)).toThrow(`found '${metric}'`);
    }
    expect(() => endTensorPlan(workload.network)).toThrow(/expected at most 268435456 entries, found 1\.0/);
    expect(() => targetOf(many)).toThrow(/found samples, which have none/);
    const { components: _, ...unlimited } = model;
    expect(() => prepareSamples({ ...config, model: unlimited }, many)).toThrow(
      /expected at most 268435456 par/,
    );
  });

  it.each([
    [samplesOf([2, 3], [], []), 'expected at least one y and 2 indices for each, found 0 y and 0 indices'],
    [samplesOf([2, 3], [[0, 0]], [1, 2]), 'found 2 y and 2 indices'],
    [samplesOf([2, 3], [[0, 0], [1, 3]], [1, 2]), 'expected indices below 3 in mode 2, found 3 in sample 1'], // prettier-ignore
  ])('must be whole and in range', (bad, message) => {
    expect(() => prepareSamples(config, bad)).toThrow(InputError);
    expect(() => prepareSamples(config, bad)).toThrow(message);
  });

  it('are not for matrix factorizations', () => {
    const matrix = tasklessConfig({ model: { kind: 'matrix' }, init: { std: 1 } });
    expect(() => prepareSamples(matrix, problem)).toThrow(
      'expected cp or hierarchical for samples, found matrix',
    );
  });

  it('start at the mean asked for', () => {
    const { network } = prepareSamples(config, problem);
    const [plain] = initialParameters(network, { scheme: 'gaussian', std: 0.5 }, 7);
    const [moved] = initialParameters(network, { scheme: 'gaussian', std: 0.5, mean: 1 }, 7);
    moved!.forEach((value, i) => expect(value).toBeCloseTo(1 + plain![i]!, 6));
  });
});
