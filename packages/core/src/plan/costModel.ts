/**
 * What the parts of an evaluation cost, in floating-point operations of a GEMM. Calibrated once, never timed at run time,
 * so that the plan, and with it the order of all sums, is the same on every machine.
 */

/** One element of an elementwise join: forward product and its two segment sums backward, bound by memory. */
const JOIN_ELEMENT = 40;
/** One element of a gathered dot product, forward and backward. */
const GATHER_ELEMENT = 70;
/** One multiply-add of the dense last join in each of its three GEMMs. */
const DENSE_ELEMENT = 6;

export const joinCost = (tuples: number, width: number): number => JOIN_ELEMENT * tuples * width;

export const denseHeadCost = (rows: number, cols: number, width: number): number =>
  DENSE_ELEMENT * rows * cols * width;

export const gatherHeadCost = (entries: number, width: number): number => GATHER_ELEMENT * entries * width;
