/**
 * Quantities of a run at one iteration, which metrics are computed from. A metric names those that it needs; an engine finds
 * each of them once, in its own way, and only then is anything computed.
 */

/** By name: of what part of the run, and the value. `parameter` and `predictions` may be views that something else undoes. */
export interface Quantities {
  /** What the run predicts of its observations, (n_obs). */
  predictions(): ArrayLike<number>;
  /** W_e, row-major. */
  endTensor(): ArrayLike<number>;
  /** dL/dW_e, row-major. */
  endGradient(): ArrayLike<number>;
  /** Parameter matrix `k` of `network.parameters`, row-major. */
  parameter(k: number): ArrayLike<number>;
  /** Squared Euclidean norms of the columns of parameter matrix `k`, (cols). */
  squaredColumnNorms(k: number): Float64Array;
  /** Squared Euclidean norms of the rows of parameter matrix `k`, (rows). */
  squaredRowNorms(k: number): Float64Array;
  /**
   * For every column w of parameter matrix `k` <w, dL/dw>: the derivative of the objective as w is stretched, which is
   * <dL/dW_e, W_e's share in which w is a factor>, (cols).
   */
  radialDerivatives(k: number): Float64Array;
  /** ||W_j^T W_j - W_(j+1) W_(j+1)^T||_F of a chain; `layer` is j - 1, from 0 to L - 2. */
  layerImbalance(layer: number): number;
  /** ||W_e||_F */
  frobeniusNorm(): number;
  /** ||W_e - W*||_F / ||W*||_F */
  reconstructionError(): number;
  /** Of the matricization of W_e whose rows are `modes`, numbered from 1: all, descending. */
  singularValues(modes: readonly number[]): Float64Array;
  /** gamma_r = <-dL/dW_e, u_r v_r^T> for every singular value sigma_r of that matricization, in their order. */
  singularValueGrowth(modes: readonly number[]): Float64Array;
}

export type Quantity = keyof Quantities;

export type ValueOf<Name extends Quantity> = ReturnType<Quantities[Name]>;

/** A quantity that is needed. Plain data, which other threads and processes can be told. */
export interface Need<Name extends Quantity = Quantity> {
  readonly quantity: Name;
  /** The part of the run that is meant, where there are several. */
  readonly of: Parameters<Quantities[Name]>[0];
  /** Equal keys: the same need. */
  readonly key: string;
}

export const need = <Name extends Quantity>(
  quantity: Name,
  ...of: Parameters<Quantities[Name]>
): Need<Name> => ({
  quantity,
  of: of[0],
  key: of.length === 0 ? quantity : `${quantity} ${of.join()}`,
});

/** Each once, in the order in which they first come. */
export function unionOf(lists: readonly (readonly Need[])[]): Need[] {
  const union = new Map<string, Need>();
  for (const needs of lists) for (const one of needs) if (!union.has(one.key)) union.set(one.key, one);
  return [...union.values()];
}

const ofEndTensor: ReadonlySet<Quantity> = new Set([
  'endTensor',
  'endGradient',
  'frobeniusNorm',
  'reconstructionError',
  'singularValues',
  'singularValueGrowth',
]);

/** Whether it tells of the whole end tensor, for which that has to fit into memory. */
export const concernsEndTensor = ({ quantity }: Need): boolean => ofEndTensor.has(quantity);
