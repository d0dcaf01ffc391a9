/**
 * The kernels. Pointers are byte addresses, multiples of 4; sizes count elements. Matrices are float32, row-major and,
 * where no stride is given, without gaps; index arrays are int32. fma(a, b, c) is the arithmetic's multiply-add. A
 * sum Σ is one ascending chain acc = fma(a, b, acc) from +0, save for the sums to one number (ARITHMETIC.md).
 * Output must not overlap input unless the kernel says so. NaN and infinities pass through as IEEE 754 says.
 */
export interface KernelFunctions {
  /**
   * C (m, n) = A (m, k) · B (k, n): c[i, j] = Σ_p a[i, p] b[p, j]; k = 0 gives 0. Element [i, j] of an operand lies at
   * i * rowStride + j * colStride elements, so swapping the strides of an operand transposes it; C's columns are
   * adjacent.
   *
   * @param scratch address of `gemmScratchBytes(m, n, k)` bytes
   */
  gemm(
    m: number,
    n: number,
    k: number,
    a: number,
    aRowStride: number,
    aColStride: number,
    b: number,
    bRowStride: number,
    bColStride: number,
    c: number,
    cRowStride: number,
    scratch: number,
  ): void;

  /** Bytes of scratch memory that `gemm` of these sizes may overwrite, a multiple of 4. */
  gemmScratchBytes(m: number, n: number, k: number): number;

  /** out[t, :] = a[aIndex[t], :] * b[bIndex[t], :]; out is (rows, cols), aIndex and bIndex have `rows` entries. */
  gatherProduct(
    rows: number,
    cols: number,
    a: number,
    aIndex: number,
    b: number,
    bIndex: number,
    out: number,
  ): void;

  /**
   * out[s] = Σ_r a[aIndex[s], r] b[bIndex[s], r]; out, aIndex and bIndex have `count` entries, rows of a and b have
   * `cols`.
   */
  gatherDot(
    count: number,
    cols: number,
    a: number,
    aIndex: number,
    b: number,
    bIndex: number,
    out: number,
  ): void;

  /**
   * out[u, :] = Σ_q g[tuple[q], :] * other[otherIndex[q], :] over starts[u] <= q < starts[u + 1], 0 where there is no
   * such q; out is (segments, cols), starts has segments + 1 entries, tuple and otherIndex have starts[segments].
   */
  segmentSumProduct(
    segments: number,
    cols: number,
    starts: number,
    tuple: number,
    g: number,
    other: number,
    otherIndex: number,
    out: number,
  ): void;

  /**
   * out[u, :] = Σ_q e[tuple[q]] x[xIndex[q], :] over starts[u] <= q < starts[u + 1]; shapes as in
   * `segmentSumProduct`, e is a vector.
   */
  segmentSumScaled(
    segments: number,
    cols: number,
    starts: number,
    tuple: number,
    e: number,
    x: number,
    xIndex: number,
    out: number,
  ): void;

  /** out[t, r] = x[t, r] w[r]; x and out are (rows, cols), w has `cols` entries. out may be x. */
  scaleColumns(rows: number, cols: number, x: number, w: number, out: number): void;

  /** out[r] = Σ_t a[t, r] b[t, r]; a and b are (rows, cols), out has `cols` entries. */
  columnDots(rows: number, cols: number, a: number, b: number, out: number): void;

  /** out[j] = Σ_i x[i] m[i, j]; x has k entries, m is (k, n) with rows mRowStride elements apart, out has n. */
  vectorMatrix(k: number, n: number, x: number, m: number, mRowStride: number, out: number): void;

  /**
   * out[b * stride + i] = rowOf[samples[i], b] for b < blocks and i < count, where rowOf is (n, blocks). Both have 16-bit integers
   * without sign. Tiles of 8 x 8 are read and written whole: `stride` and the rows of out are multiples of 8, what is beyond
   * `blocks` and `count` may be overwritten, and up to 14 bytes behind rowOf are read.
   */
  gatherRows16(
    count: number,
    samples: number,
    blocks: number,
    rowOf: number,
    stride: number,
    out: number,
  ): void;

  /** The same where both have 32-bit integers. Nothing beyond is read or written. */
  gatherRows32(
    count: number,
    samples: number,
    blocks: number,
    rowOf: number,
    stride: number,
    out: number,
  ): void;

  /**
   * The rows of a block that samples use, with numbers of their own. Sample i uses row rowOf[i] of the block. Rows below
   * `factorRows` are factors and keep their numbers; row factorRows + t is the product of rows left[t] and right[t]. Products are in
   * groups: group g has those from starts[g] to starts[g + 1] - 1, and its rows are operands of one later group or belong to
   * samples. The products that are used, by samples and by other used ones, are numbered in ascending order from `factorRows` on: of
   * the one numbered factorRows + q selectedLeft[q] and selectedRight[q] are the operands' numbers, and selectedRowOf[i] is the
   * number of sample i's row. rowOf, left, right, order and numberOf have 16-bit integers without sign.
   *
   * @param marks scratch, a byte for every row
   * @param order scratch, 8 entries more than there are products
   * @param numberOf scratch, an entry for every row
   * @returns the number of products that are used
   */
  selectRows16(
    count: number,
    rowOf: number,
    factorRows: number,
    groups: number,
    starts: number,
    left: number,
    right: number,
    marks: number,
    order: number,
    numberOf: number,
    selectedRowOf: number,
    selectedLeft: number,
    selectedRight: number,
  ): number;

  /** The same where all those have 32-bit integers. */
  selectRows32(
    count: number,
    rowOf: number,
    factorRows: number,
    groups: number,
    starts: number,
    left: number,
    right: number,
    marks: number,
    order: number,
    numberOf: number,
    selectedRowOf: number,
    selectedLeft: number,
    selectedRight: number,
  ): number;

  /**
   * Factors to the first rows of a table: table[l, r] = x = factors[starts[l] + r], moved to smallest with the sign of x
   * where |x| < smallest; 1 for r = cols ... width - 1. `starts` counts floats. In all kernels of tables `width` is 4, 8 or a
   * multiple of 16, and cols <= width.
   */
  factorRows(
    count: number,
    cols: number,
    width: number,
    factors: number,
    starts: number,
    smallest: number,
    table: number,
  ): void;

  /**
   * table[first + t, :] = table[left[t], :] * table[right[t], :] for t = 0 ... count - 1 in this order: an operand may be a
   * row that was computed before.
   *
   * @returns what `exponentRange` tells of the products; 255 if there are none
   */
  multiplyRows(
    count: number,
    width: number,
    left: number,
    right: number,
    table: number,
    first: number,
  ): number;

  /**
   * low + 256 high, where low and high are the least and the greatest exponent of the x[i] as float32 stores it: 1 to 254 of a normal
   * number, which is between 2^(e - 127) and 2^(e - 126); 0 of zero and of denormal ones, 255 of infinity and NaN. count is a multiple
   * of 4.
   */
  exponentRange(count: number, x: number): number;

  /** products[s, :] = table[rowOf[s], :] */
  copyRows(samples: number, width: number, rowOf: number, table: number, products: number): void;

  /** products[s, :] *= table[rowOf[s], :] */
  multiplyByRows(samples: number, width: number, rowOf: number, table: number, products: number): void;

  /**
   * Splits products x into exponents[i] += e and products[i] = x 2^-e, 1 <= |x 2^-e| < 2. All x are normal; count is a multiple
   * of 4.
   */
  splitProducts(count: number, products: number, exponents: number): void;

  /**
   * Splits rows of a table: table[i] = x 2^-e, exponents[i] = e. What is not finite gets an exponent of 2^30, which is that of
   * NaN in all kernels with exponents. No x is zero or denormal; count is a multiple of 4.
   */
  splitRows(count: number, table: number, exponents: number): void;

  /** multiplyRows on rows that are split. */
  multiplySplitRows(
    count: number,
    width: number,
    left: number,
    right: number,
    table: number,
    exponents: number,
    first: number,
  ): void;

  /** splitProducts, multiplyByRows and splitProducts again, with a table that is split. */
  multiplyBySplitRows(
    samples: number,
    width: number,
    rowOf: number,
    table: number,
    tableExponents: number,
    products: number,
    exponents: number,
  ): void;

  /** products[i] = products[i] 2^exponents[i] rounded to float32 (ARITHMETIC.md, 6). Products must be normal; count is a multiple of 4. */
  joinProducts(count: number, products: number, exponents: number): void;

  /** values[s] = the sum of products[s, :cols] (ARITHMETIC.md, 6) */
  sumRows(samples: number, cols: number, width: number, products: number, values: number): void;

  /** out[l, :] = factors[l] x[l, :], each rounded; x and out are (count, width). out may be x. */
  scaleRows(count: number, width: number, x: number, factors: number, out: number): void;

  /** sums[rowOf[s], :] += terms[s, :] for s ascending; terms is (samples, width). */
  addToRows(samples: number, width: number, rowOf: number, terms: number, sums: number): void;

  /** sums[left[t], :] += sums[first + t, :], then sums[right[t], :] += sums[first + t, :], for t = count - 1 ... 0. */
  addToOperands(count: number, width: number, left: number, right: number, sums: number, first: number): void;

  /**
   * gradients[starts[l] + r] = sums[l, r] / x, r < cols, where x is factors[starts[l] + r] moved from zero as by `factorRows`; sums
   * is (count, width).
   */
  factorGradients(
    count: number,
    cols: number,
    width: number,
    sums: number,
    factors: number,
    starts: number,
    smallest: number,
    gradients: number,
  ): void;

  /**
   * out[i] = predictions[i] - targets[i] where mask[i] is 0xFFFFFFFF, +0 where it is 0, whatever the operands are.
   * out may be any of the inputs.
   */
  maskedResidual(count: number, predictions: number, targets: number, mask: number, out: number): void;

  /** out[i] = x[i] factor: with factor 2/n the gradient of the mean square. out may be x. */
  scale(count: number, x: number, factor: number, out: number): void;

  /** out[i] = sign(r[i]) scale, sign(±0) = +0, sign(NaN) = NaN. out may be r. */
  absoluteGradient(count: number, r: number, scale: number, out: number): void;

  /** out[i] = (|r[i]| < threshold ? r[i] / threshold : sign(r[i])) scale, threshold > 0. out may be r. */
  huberGradient(count: number, r: number, threshold: number, scale: number, out: number): void;

  /** Σ x[i]², 16 partial sums: s = fma(x, x, s). */
  sumOfSquares(count: number, x: number): number;

  /** Σ |x[i]|, 16 partial sums. */
  sumOfAbsolutes(count: number, x: number): number;

  /**
   * Σ h(x[i]), 16 partial sums, where h(r) = ((0.5 r) r) / threshold if |r| < threshold, else |r| - 0.5 threshold
   * (each operation rounded); threshold > 0.
   */
  sumOfHuber(count: number, x: number, threshold: number): number;

  /** p = fma(-step, g, p). */
  sgdUpdate(count: number, p: number, g: number, step: number): void;

  /** velocity = fma(momentum, velocity, g), then p = fma(-step, velocity, p). */
  momentumUpdate(count: number, p: number, g: number, velocity: number, momentum: number, step: number): void;

  /**
   * m = fma(beta1, m, oneMinusBeta1 g), v = fma(beta2, v, (oneMinusBeta2 g) g), then
   * p = fma(-step, m / fma(sqrt(v), inverseSqrtBias2, epsilon), p). For Kingma and Ba 2015 at update t: step is the
   * learning rate over 1 - beta1^t and inverseSqrtBias2 is 1 / sqrt(1 - beta2^t). The complements 1 - beta are
   * parameters since 1 - float32(beta) is not float32(1 - beta).
   */
  adamUpdate(
    count: number,
    p: number,
    g: number,
    m: number,
    v: number,
    beta1: number,
    oneMinusBeta1: number,
    beta2: number,
    oneMinusBeta2: number,
    step: number,
    inverseSqrtBias2: number,
    epsilon: number,
  ): void;

  /**
   * Householder reduction of the matrix a + h g (m, n), m >= n >= 1, to an upper bidiagonal one with the same singular values;
   * g = a and h = 0 give those of a. Element [i, j] of a, and of g, lies at i * rowStride + j * colStride elements. Everything else is float64, at multiples of 8 bytes: diagonal
   * has n entries, superdiagonal n - 1. An entry that is not finite makes one of theirs not finite.
   *
   * @param scratch address of `bidiagonalizeScratchBytes(m, n)` bytes
   */
  bidiagonalize(
    m: number,
    n: number,
    a: number,
    g: number,
    h: number,
    rowStride: number,
    colStride: number,
    diagonal: number,
    superdiagonal: number,
    scratch: number,
  ): void;

  /** Bytes of scratch memory that `bidiagonalize` of these sizes may overwrite, a multiple of 8. */
  bidiagonalizeScratchBytes(m: number, n: number): number;

  /**
   * The square of the Frobenius norm of AᵀA - BBᵀ, float64, where a is (m, width) and b is (width, n).
   *
   * @param scratch address, a multiple of 8, of `layerImbalanceScratchBytes(width, m, n)` bytes
   */
  layerImbalance(width: number, m: number, n: number, a: number, b: number, scratch: number): number;

  /**
   * Writes 0 ... count - 1 to `order` in a random order: for i = count - 1 ... 1, swaps element i with element floor(u (i + 1)), where u
   * is the next uniform number of the stream of Threefry-2x32 with this key (core's `RandomStream`). Keys are 32-bit integers.
   *
   * @param drawn scratch, `count` int32 rounded up to a multiple of 4
   */
  shuffle(count: number, key0: number, key1: number, drawn: number, order: number): void;

  /** Σ (a[i] - b[i])², float64, in four parts (ARITHMETIC.md, 8). */
  squaredDistance(count: number, a: number, b: number): number;

  /** Bytes of scratch memory that `layerImbalance` of these sizes may overwrite, a multiple of 8. */
  layerImbalanceScratchBytes(width: number, m: number, n: number): number;
}
