/** Norms of the vectors that make up a factorization. Matrices are row-major; NaN and infinities come through. */
import type { TreeNetwork } from '../factorization/network.ts';
import type { Snapshot } from './snapshot.ts';

interface Shape {
  readonly rows: number;
  readonly cols: number;
}

/** Squared Euclidean norms of the columns of a matrix. */
export function squaredColumnNorms(matrix: ArrayLike<number>, { rows, cols }: Shape): Float64Array {
  const squares = new Float64Array(cols);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) squares[j]! += matrix[at]! * matrix[at]!;
  }
  return squares;
}

/** Inner products of the columns of A with those of B. */
export function columnDots(A: ArrayLike<number>, B: ArrayLike<number>, { rows, cols }: Shape): Float64Array {
  const dots = new Float64Array(cols);
  for (let i = 0, at = 0; i < rows; i++) {
    for (let j = 0; j < cols; j++, at++) dots[j]! += A[at]! * B[at]!;
  }
  return dots;
}

/** Squared Euclidean norms of the rows of a matrix. */
export function squaredRowNorms(matrix: ArrayLike<number>, { rows, cols }: Shape): Float64Array {
  const squares = new Float64Array(rows);
  for (let i = 0, at = 0; i < rows; i++) {
    let sum = 0;
    for (let j = 0; j < cols; j++, at++) sum += matrix[at]! * matrix[at]!;
    squares[i] = sum;
  }
  return squares;
}

/** ||W - W*||_F / ||W*||_F */
export function relativeDistance(W: ArrayLike<number>, target: ArrayLike<number>): number {
  let distance = 0;
  let size = 0;
  for (let i = 0; i < target.length; i++) {
    const wanted = target[i]!;
    const difference = W[i]! - wanted;
    distance += difference * difference;
    size += wanted * wanted;
  }
  return Math.sqrt(distance / size);
}

/** The k largest values, descending; all NaN when one is NaN. */
export const topValues = (values: Float64Array, k: number): Float64Array =>
  placesOfLargest(values, k).map((at) => values[at] ?? NaN);

/** Where the k largest values are, the largest first, the first of equals before others; all NaN when a value is. */
export function placesOfLargest(values: Float64Array, k: number): Float64Array {
  const top = new Float64Array(k).fill(-Infinity);
  const places = new Float64Array(k);
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    if (Number.isNaN(value)) return places.fill(NaN);
    let place = k;
    while (place > 0 && value > top[place - 1]!) place--;
    if (place === k) continue;
    top.copyWithin(place + 1, place);
    places.copyWithin(place + 1, place);
    top[place] = value;
    places[place] = at;
  }
  return places;
}

/**
 * Squared norms of the L_nu vectors of every local component (nu, r): row r of the node's matrix, where it has one, and
 * column r of each child's matrix. Indexed [vector][r]. For CP's root these are its components
 * (Razin et al. 2022, Definition 2).
 */
export function squaredComponentVectors(snapshot: Snapshot, nu: number): Float64Array[] {
  const network = snapshot.network as TreeNetwork;
  const vectors = network.tree.nodes[nu]!.children.map((child) =>
    snapshot.squaredColumnNorms(network.matrixOf[child]!),
  );
  const own = network.matrixOf[nu];
  if (own !== undefined) vectors.unshift(snapshot.squaredRowNorms(own));
  return vectors;
}

/** Largest difference of squared norms between two vectors of a local component (nu, r), for every r. */
export function componentImbalances(snapshot: Snapshot, nu: number): Float64Array {
  const vectors = squaredComponentVectors(snapshot, nu);
  return vectors[0]!.map((_, r) => {
    let low = Infinity;
    let high = -Infinity;
    for (const squares of vectors) {
      low = Math.min(low, squares[r]!);
      high = Math.max(high, squares[r]!);
    }
    return high - low;
  });
}

/**
 * gamma_(nu,r) = <-dL/dW_e, C_(nu,r)>, C_(nu,r) the end tensor with all other local components at nu set to zero, divided by
 * sigma_(nu,r), for every r (Razin et al. 2022, Theorem 1; of CP's root Razin et al. 2021, Theorem 1). A column of a child's
 * matrix is a factor of just that share of W_e. NaN where sigma is 0, which has no direction.
 */
export function componentAlignments(snapshot: Snapshot, nu: number): Float64Array {
  const { tree, matrixOf } = snapshot.network as TreeNetwork;
  const [child] = tree.nodes[nu]!.children;
  const derivatives = snapshot.radialDerivatives(matrixOf[child!]!);
  return componentNorms(snapshot, nu).map((sigma, r) => -derivatives[r]! / sigma);
}

/** sigma_(nu,r) = product of the norms of the local component's vectors, for every r. */
export function componentNorms(snapshot: Snapshot, nu: number): Float64Array {
  const vectors = squaredComponentVectors(snapshot, nu);
  return vectors[0]!.map((_, r) => vectors.reduce((product, squares) => product * Math.sqrt(squares[r]!), 1));
}

/**
 * For trees: the largest difference of squared norms between two vectors of one local component. For chains: the largest
 * Frobenius norm of W_j^T W_j - W_(j+1) W_(j+1)^T. Constant under gradient flow.
 */
export function unbalancedness(snapshot: Snapshot): number {
  const { network } = snapshot;
  let largest = 0;
  const include = (value: number): void => {
    largest = Math.max(largest, value); // NaN stays
  };
  if (network.kind === 'chain') {
    for (let j = 0; j + 1 < network.parameters.length; j++) include(snapshot.layerImbalance(j));
    return largest;
  }
  network.tree.nodes.forEach(({ children }, nu) => {
    if (children.length === 0) return;
    componentImbalances(snapshot, nu).forEach(include);
  });
  return largest;
}

/** ||A^T A - B B^T||_F; both are symmetric, so the upper triangle is enough. */
export function layerImbalance(
  A: ArrayLike<number>,
  { rows, cols: width }: Shape,
  B: ArrayLike<number>,
  { cols }: Shape,
): number {
  const difference = new Float64Array(width * width);
  for (let i = 0; i < rows; i++) {
    for (let p = 0; p < width; p++) {
      const a = A[i * width + p]!;
      for (let q = p; q < width; q++) difference[p * width + q]! += a * A[i * width + q]!;
    }
  }
  let sum = 0;
  for (let p = 0; p < width; p++) {
    for (let q = p; q < width; q++) {
      let dot = 0;
      for (let c = 0; c < cols; c++) dot += B[p * cols + c]! * B[q * cols + c]!;
      const entry = difference[p * width + q]! - dot;
      sum += (p === q ? 1 : 2) * entry * entry;
    }
  }
  return Math.sqrt(sum);
}
