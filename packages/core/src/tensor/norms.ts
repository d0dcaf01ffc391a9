/** Norms of the vectors that make up a factorization. Matrices are row-major; NaN and infinities are kept. */

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

/** The k largest values, descending; all NaN if one is NaN. */
export const topValues = (values: Float64Array, k: number): Float64Array =>
  placesOfLargest(values, k).map((at) => values[at] ?? NaN);

/** Indices of the k largest values, the largest first; of equal values the first comes first. All NaN if a value is NaN. */
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
