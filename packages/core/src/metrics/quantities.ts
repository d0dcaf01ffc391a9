/**
 * Quantities of a run at one iteration, from which metrics are computed. A metric names those that it needs. An engine determines
 * each of them once, in its own way, before any metric is computed.
 */

/**
 * For each quantity: its part of the run, and its value. `parameter` and the predictions may be views that a later call
 * invalidates.
 */
export interface Quantities {
  /** The run's predictions of its observations, (n_obs). */
  predictions(): ArrayLike<number>;
  /** Those of the test set, (n_test); empty if there is none. */
  testPredictions(): ArrayLike<number>;
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
   * <w, dL/dw> for every column w of parameter matrix `k`, (cols): the derivative of the objective as w is stretched. It equals
   * <dL/dW_e, the share of W_e that has w as a factor>.
   */
  radialDerivatives(k: number): Float64Array;
  /** ||W_j^T W_j - W_(j+1) W_(j+1)^T||_F of a chain; `layer` is j - 1, from 0 to L - 2. */
  layerImbalance(layer: number): number;
  /** ||W_e||_F */
  frobeniusNorm(): number;
  /** ||W_e - W*||_F / ||W*||_F */
  reconstructionError(): number;
  /** All singular values, descending, of the matricization of W_e whose rows are `modes`, numbered from 1. */
  singularValues(modes: readonly number[]): Float64Array;
  /** gamma_r = <-dL/dW_e, u_r v_r^T> for every singular value sigma_r of that matricization, in the same order. */
  singularValueGrowth(modes: readonly number[]): Float64Array;
}

export type Quantity = keyof Quantities;

export type ValueOf<Name extends Quantity> = ReturnType<Quantities[Name]>;

/** A need for one quantity. It is plain data, so that it can be sent to other threads and processes. */
export interface Need<Name extends Quantity = Quantity> {
  readonly quantity: Name;
  /** The part of the run, if the quantity has several. */
  readonly of: Parameters<Quantities[Name]>[0];
  /** Equal keys mean the same need. */
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

/** Removes duplicates, keeping the order of first appearance. */
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

/** Whether the need is the gradient of the objective on all observations. */
export const concernsGradient = ({ quantity }: Need): boolean =>
  quantity === 'radialDerivatives' || quantity === 'endGradient' || quantity === 'singularValueGrowth';

/** Whether the need covers the whole end tensor, which then has to fit into memory. */
export const concernsEndTensor = ({ quantity }: Need): boolean => ofEndTensor.has(quantity);
