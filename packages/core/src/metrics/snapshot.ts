/**
 * What a metric may ask about a run at one iteration. Each engine answers in its own way; `snapshotOf` is the plain one.
 * Parameters and predictions may be views into an engine's memory: they are valid until something else is asked for than
 * these and the norms of columns and rows.
 */
import type { Network } from '../factorization/network.ts';
import { targetOf, type Problem } from '../task/problem.ts';
import { matricization, euclideanNorm } from '../tensor/shape.ts';
import { singularValues } from '../tensor/singularValues.ts';
import {
  columnDots,
  layerImbalance,
  relativeDistance,
  squaredColumnNorms,
  squaredRowNorms,
} from './norms.ts';
import { singularValueGrowth } from './singularValueGrowth.ts';

export interface Snapshot {
  readonly network: Network;
  readonly problem: Problem;
  /** The objective, and the mean square of the residuals. */
  readonly losses: { readonly objective: number; readonly mse: number };
  /** Time of gradient flow so far; see `followsGradientFlow`. */
  readonly flowTime: number;
  /** What the run predicts of its observations, (n_obs). */
  predictions(): ArrayLike<number>;
  /** W_e, row-major. */
  endTensor(): ArrayLike<number>;
  /** Parameter matrix `k` of `network.parameters`, row-major. */
  parameter(k: number): ArrayLike<number>;
  /** Squared Euclidean norms of the columns of parameter matrix `parameter`, (cols). */
  squaredColumnNorms(parameter: number): Float64Array;
  /** Squared Euclidean norms of the rows of parameter matrix `parameter`, (rows). */
  squaredRowNorms(parameter: number): Float64Array;
  /** ||W_j^T W_j - W_(j+1) W_(j+1)^T||_F of a chain; `layer` is j - 1, from 0 to L - 2. */
  layerImbalance(layer: number): number;
  /** ||W_e||_F */
  frobeniusNorm(): number;
  /** ||W_e - W*||_F / ||W*||_F */
  reconstructionError(): number;
  /** Of the matricization of W_e whose rows are `modes`, numbered from 1: all, descending. */
  singularValues(modes: readonly number[]): Float64Array;
  /**
   * For every column w of parameter matrix `parameter` <w, dL/dw>: the derivative of the objective as w is stretched, which is
   * <dL/dW_e, W_e's share in which w is a factor>, (cols).
   */
  radialDerivatives(parameter: number): Float64Array;
  /** dL/dW_e, row-major. */
  endGradient(): ArrayLike<number>;
  /** gamma_r = <-dL/dW_e, u_r v_r^T> for every singular value sigma_r of that matricization, in their order. */
  singularValueGrowth(modes: readonly number[]): Float64Array;
}

/** What a plain snapshot is computed from. */
export interface SnapshotSource extends Pick<
  Snapshot,
  /** `endTensor` and `endGradient` are called once, when they are first needed. */
  'network' | 'problem' | 'losses' | 'flowTime' | 'predictions' | 'parameter' | 'endTensor' | 'endGradient'
> {
  /** dL/dP_k, laid out like parameter matrix k. */
  gradient(k: number): ArrayLike<number>;
}

/** A snapshot computed in float64 from the parameters and the end tensor. */
export function snapshotOf({ gradient, ...source }: SnapshotSource): Snapshot {
  const { network, problem } = source;
  const tensor = once(() => source.endTensor());
  const endGradient = once(() => source.endGradient());
  const parameterOf = (k: number): ArrayLike<number> => source.parameter(k);
  const shapeOf = (k: number) => network.parameters[k]!;
  return {
    ...source,
    endTensor: tensor,
    squaredColumnNorms: (k) => squaredColumnNorms(parameterOf(k), shapeOf(k)),
    squaredRowNorms: (k) => squaredRowNorms(parameterOf(k), shapeOf(k)),
    layerImbalance: (j) => layerImbalance(parameterOf(j), shapeOf(j), parameterOf(j + 1), shapeOf(j + 1)),
    frobeniusNorm: () => euclideanNorm(tensor()),
    reconstructionError: () => relativeDistance(tensor(), targetOf(problem)),
    singularValues: (modes) => singularValues(matricization(tensor(), network.dims, modes)),
    radialDerivatives: (k) => columnDots(parameterOf(k), gradient(k), shapeOf(k)),
    endGradient,
    singularValueGrowth(modes) {
      const [W, G] = [tensor(), endGradient()].map((of) => matricization(of, network.dims, modes));
      return singularValueGrowth(
        (h) => singularValues({ ...W!, values: W!.values.map((value, i) => value + h * G!.values[i]!) }),
        euclideanNorm(endGradient()),
      );
    },
  };
}

function once<Value>(compute: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => (known ??= { value: compute() }).value;
}

/** The same snapshot, which is asked for each thing once, however many metrics need it. */
export function remembered(snapshot: Snapshot): Snapshot {
  const known = new Map<string, Float64Array>();
  const onceFor = (name: string, compute: () => Float64Array): Float64Array => {
    let values = known.get(name);
    if (values === undefined) known.set(name, (values = compute()));
    return values;
  };
  return {
    ...snapshot,
    squaredColumnNorms: (k) => onceFor(`columns ${k}`, () => snapshot.squaredColumnNorms(k)),
    squaredRowNorms: (k) => onceFor(`rows ${k}`, () => snapshot.squaredRowNorms(k)),
    singularValues: (modes) => onceFor(`modes ${modes.join()}`, () => snapshot.singularValues(modes)),
    radialDerivatives: (k) => onceFor(`radial ${k}`, () => snapshot.radialDerivatives(k)),
    endGradient: once(() => snapshot.endGradient()),
    singularValueGrowth: (modes) =>
      onceFor(`growth ${modes.join()}`, () => snapshot.singularValueGrowth(modes)),
  };
}
