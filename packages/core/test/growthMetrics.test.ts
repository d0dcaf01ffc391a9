/** Gamma, imbalance and cosine of components beside their definitions, and the law that they make. */
import { describe, expect, it } from 'vitest';
import type { FactorizationConfig } from '../src/factorization/schema.ts';
import type { TreeNetwork } from '../src/models/network.ts';
import { metricSet } from '../src/runMetrics.ts';
import { interiorNodes, modeSetName, rootOf } from '../src/modeTree/modeTree.ts';
import { meanLoss } from '../src/reference/loss.ts';
import { endTensor } from '../src/reference/network.ts';
import { lossAndGradient } from '../src/reference/objective.ts';
import { initialParametersOf, prepareWorkload } from '../src/workload.ts';
import { referenceSnapshot, type Fit } from './referenceSnapshot.ts';
import { everyCombination } from './support.ts';

type Matrices = readonly Float64Array[];
type TreeFit = Fit & { readonly network: TreeNetwork };

/** A local component (nu, r), found the slow way. */
interface Component {
  readonly r: number;
  readonly norm: number;
  readonly gamma: number;
  /** Squared norms of its vectors. */
  readonly squares: readonly number[];
}

const sum = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0);
const squaredNorm = (vector: ArrayLike<number>): number => sum(Array.from(vector, (x) => x * x));

function fitOf(config: FactorizationConfig): Fit {
  const workload = prepareWorkload(config);
  const parameters = initialParametersOf(workload).map((matrix) => Float64Array.from(matrix));
  const { network } = workload;
  return { network, problem: workload.problem as Fit['problem'], loss: config.loss, parameters };
}

function measured(config: FactorizationConfig, fit: Fit, metrics: string[]): Record<string, number> {
  const set = metricSet({ ...config, record: { ...config.record, metrics, top: 100 } }, fit.network);
  const values = set.compute(referenceSnapshot(fit, set.needs));
  return Object.fromEntries(set.names.map((name, m) => [name, values[m]!]));
}

/** The objective of any tensor W. */
function objective({ problem, loss }: Fit, W: Float64Array): number {
  const predictions =
    problem.kind === 'completion'
      ? Array.from(problem.observed, (position) => W[position]!)
      : Array.from(problem.y, (_, k) =>
          sum(W.map((entry, i) => entry * problem.measurements[k * W.length + i]!)),
        );
  return meanLoss(
    loss,
    Float64Array.from(predictions, (value, k) => value - problem.y[k]!),
    problem.y,
  );
}

/** <dL/dW_e, C>, by central difference: exact for MSE and L1, and for Huber's loss but at its threshold. */
function derivativeAlong(fit: Fit, C: Float64Array): number {
  const W = endTensor(fit.network, fit.parameters);
  const h = 1e-5;
  const moved = (by: number): number =>
    objective(
      fit,
      W.map((entry, i) => entry + by * C[i]!),
    );
  return (moved(h) - moved(-h)) / (2 * h);
}

/** ||dL/dW_e||_F, entry by entry. */
const gradientNorm = (fit: Fit): number => {
  const numel = fit.problem.target.length;
  const unit = (i: number): Float64Array => new Float64Array(numel).with(i, 1);
  return Math.sqrt(squaredNorm(Array.from({ length: numel }, (_, i) => derivativeAlong(fit, unit(i)))));
};

const column = ({ network, parameters }: TreeFit, k: number, r: number): Float64Array =>
  parameters[k]!.filter((_, at) => at % network.parameters[k]!.cols === r);

const row = ({ network, parameters }: TreeFit, k: number, r: number): Float64Array =>
  parameters[k]!.filter((_, at) => Math.floor(at / network.parameters[k]!.cols) === r);

/** Row r of the node's matrix, where it has one, and column r of each child's. */
function vectors(fit: TreeFit, nu: number, r: number): Float64Array[] {
  const { tree, matrixOf } = fit.network;
  const own = matrixOf[nu];
  const columns = tree.nodes[nu]!.children.map((child) => column(fit, matrixOf[child]!, r));
  return own === undefined ? columns : [row(fit, own, r), ...columns];
}

/** All parameters, those of the other local components at nu set to zero. */
function withoutOthers({ network, parameters }: TreeFit, nu: number, r: number): Matrices {
  const { tree, matrixOf } = network;
  const own = matrixOf[nu];
  const ofChildren = tree.nodes[nu]!.children.map((child) => matrixOf[child]!);
  return parameters.map((matrix, k) => {
    const { cols } = network.parameters[k]!;
    if (k === own) return matrix.map((value, at) => (Math.floor(at / cols) === r ? value : 0));
    if (ofChildren.includes(k)) return matrix.map((value, at) => (at % cols === r ? value : 0));
    return matrix;
  });
}

/** Those of node nu, of largest norm first. */
function components(fit: TreeFit, nu: number): Component[] {
  const { tree, widthOf } = fit.network;
  const width = widthOf[tree.nodes[nu]!.children[0]!]!;
  const found = Array.from({ length: width }, (_, r) => {
    const squares = vectors(fit, nu, r).map(squaredNorm);
    const norm = Math.sqrt(squares.reduce((product, square) => product * square, 1));
    const share = endTensor(fit.network, withoutOthers(fit, nu, r));
    return { r, norm, gamma: -derivativeAlong(fit, share) / norm, squares };
  });
  return found.toSorted((a, b) => b.norm - a.norm);
}

/** Interior nodes with the norm of their components as a metric; a second node with the same modes has its height in the name. */
function namedNorms({ model }: FactorizationConfig, { network }: TreeFit): [norm: string, nu: number][] {
  const { tree } = network;
  if (model.kind === 'cp') return [['component_norm', rootOf(tree)]];
  const named = new Map<string, number>();
  for (const nu of interiorNodes(tree)) {
    const { modes, height } = tree.nodes[nu]!;
    const lowest = `local_component_norm${modeSetName(modes)}`;
    named.set(named.has(lowest) ? lowest.replace('}', `@${height}}`) : lowest, nu);
  }
  return [...named];
}

const trees = everyCombination().filter(([, { model }]) => model.kind !== 'matrix');

/** Column k of a ranked metric. */
const ranked = (values: Record<string, number>, stem: string, length: number): number[] =>
  Array.from({ length }, (_, k) => values[`${stem}_${k + 1}`] ?? NaN);

function expectClose(found: readonly number[], expected: readonly number[], tolerance: number): void {
  expect(found.length).toBe(expected.length);
  const scale = Math.max(...expected.map(Math.abs));
  found.forEach((value, k) => expect(Math.abs(value - expected[k]!)).toBeLessThanOrEqual(tolerance * scale));
}

describe('of the components at every node, in the order of their norms', () => {
  it.each(trees)('%s', (_, config) => {
    const fit = fitOf(config) as TreeFit;
    for (const [norm, nu] of namedNorms(config, fit)) {
      const expected = components(fit, nu);
      const values = measured(config, fit, [norm, `gamma_${norm}`, `unbalancedness_${norm}`]);
      const of = (stem: string): number[] => ranked(values, stem, expected.length);
      expect(Object.keys(values)).toHaveLength(3 * expected.length);
      expectClose(
        of(norm),
        expected.map((component) => component.norm),
        1e-12,
      );
      expectClose(
        of(`gamma_${norm}`),
        expected.map(({ gamma }) => gamma),
        1e-7,
      );
      const imbalances = expected.map(({ squares }) => Math.max(...squares) - Math.min(...squares));
      expectClose(of(`unbalancedness_${norm}`), imbalances, 1e-12);
      // A step of gradient flow: ds/dt = gamma s^2 sum ||w||^-2, exactly.
      const rates = growthInOneStep(fit, nu, expected);
      const law = expected.map(({ squares }, k) => {
        const [s, gamma] = [of(norm)[k]!, of(`gamma_${norm}`)[k]!];
        return gamma * s * s * sum(squares.map((square) => 1 / square));
      });
      expectClose(law, rates, 1e-7);
    }
  });
});

/** d/dt of the components' norms when the parameters follow the negative gradient: central difference. */
function growthInOneStep(fit: TreeFit, nu: number, of: readonly Component[]): number[] {
  const { gradients } = lossAndGradient(fit.problem, fit.network, fit.loss, fit.parameters);
  const normsAt = (time: number): number[] => {
    const parameters = fit.parameters.map((matrix, k) =>
      matrix.map((value, at) => value - time * gradients[k]![at]!),
    );
    return of.map(({ r }) =>
      vectors({ ...fit, parameters }, nu, r).reduce((product, w) => product * Math.sqrt(squaredNorm(w)), 1),
    );
  };
  const h = 1e-6;
  const [after, before] = [normsAt(h), normsAt(-h)];
  return after.map((norm, k) => (norm - before[k]!) / (2 * h));
}

describe('cosine of a component with the descent direction', () => {
  it.each(trees.filter(([, { model }]) => model.kind === 'cp'))('%s', (_, config) => {
    const fit = fitOf(config) as TreeFit;
    const expected = components(fit, rootOf(fit.network.tree));
    const cosines = ranked(
      measured(config, fit, ['component_gradient_cosine']),
      'component_gradient_cosine',
      expected.length,
    );
    const norm = gradientNorm(fit);
    expectClose(
      cosines,
      expected.map(({ gamma }) => gamma / norm),
      1e-7,
    );
  });
});

describe('growth metrics', () => {
  const [, cp] = trees.find(([name]) => name.startsWith('cp order 3, completion'))!;
  const [, hierarchical] = trees.find(([name]) => name.startsWith('hierarchical order 4, completion'))!;
  const [, matrix] = everyCombination().find(([name]) => name.startsWith('matrix L=2, completion'))!;
  const ofKind = (
    config: FactorizationConfig,
    names: string[],
    change: (value: number, k: number, at: number) => number,
  ) => {
    const fit = fitOf(config);
    const parameters = fit.parameters.map((W, k) => W.map((value, at) => change(value, k, at)));
    return measured(config, { ...fit, parameters }, names);
  };

  it('keep as many components as the norms, and no more than asked for', () => {
    const { network } = prepareWorkload(cp);
    const record = { ...cp.record, top: 2, metrics: ['gamma_component_norm', 'component_gradient_cosine'] };
    expect(metricSet({ ...cp, record }, network).names).toEqual([
      'gamma_component_norm_1',
      'gamma_component_norm_2',
      'component_gradient_cosine_1',
      'component_gradient_cosine_2',
    ]);
  });

  it('of one node are those of all, named', () => {
    const fit = fitOf(hierarchical);
    const all = measured(hierarchical, fit, [
      'gamma_local_component_norm',
      'unbalancedness_local_component_norm',
    ]);
    const one = measured(hierarchical, fit, ['gamma_local_component_norm{1,2}']);
    expect(Object.keys(one)).toEqual([1, 2, 3].map((k) => `gamma_local_component_norm{1,2}_${k}`));
    expect(all).toMatchObject(one);
    expect(() => measured(hierarchical, fit, ['gamma_local_component_norm{1,3}'])).toThrow(
      'a node of the mode tree',
    );
  });

  it.each([
    ['cp', cp, ['gamma_component_norm', 'unbalancedness_component_norm', 'component_gradient_cosine']],
    [
      'hierarchical',
      hierarchical,
      ['gamma_local_component_norm{1,2}', 'unbalancedness_local_component_norm{1,2}'],
    ],
    ['matrix', matrix, ['gamma_singular_value']],
  ] as const)('let NaN through: %s', (_, config, names) => {
    const spoilt = Object.values(
      ofKind(config, [...names], (value, k, at) => (k === 0 && at === 0 ? NaN : value)),
    );
    expect(spoilt.length).toBeGreaterThan(names.length);
    spoilt.forEach((value) => expect(value).toBeNaN());
  });

  it('of a network of zeros: balanced, without a direction', () => {
    const zero = (config: FactorizationConfig, names: string[]) =>
      new Set(Object.values(ofKind(config, names, () => 0)));
    expect(zero(cp, ['unbalancedness_component_norm'])).toEqual(new Set([0]));
    expect(zero(cp, ['gamma_component_norm'])).toEqual(new Set([NaN]));
    expect(zero(hierarchical, ['gamma_local_component_norm'])).toEqual(new Set([NaN]));
    expect(zero(matrix, ['gamma_singular_value'])).toEqual(new Set([0]));
  });

  it('of a component of zeros among others: its own gamma alone is unknown', () => {
    const names = ['component_norm', 'gamma_component_norm'];
    const found = ofKind(cp, names, (value, k, at) => (k === 1 && at % 5 === 2 ? 0 : value));
    expect(found['component_norm_5']).toBe(0);
    expect(found['gamma_component_norm_5']).toBeNaN();
    [1, 2, 3, 4].forEach((k) => expect(Number.isFinite(found[`gamma_component_norm_${k}`])).toBe(true));
  });

  it('of a fit without error: a cosine of 0 with a gradient of 0', () => {
    const fit = fitOf(cp);
    const parameters = fit.parameters.map((W) => W.map(() => 0));
    const problem = { ...fit.problem, y: fit.problem.y.map(() => 0) };
    const cosines = measured(cp, { ...fit, parameters, problem }, ['component_gradient_cosine']);
    expect(new Set(Object.values(cosines))).toEqual(new Set([0]));
  });
});
