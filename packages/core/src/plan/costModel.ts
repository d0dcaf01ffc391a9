/**
 * The cost of the parts of an evaluation, in floating-point operations of a GEMM. It was calibrated once
 * (packages/bench/calibrate.ts on an x86 core with 512 KiB of second-level cache) and is never timed at run time. The plan, and
 * therefore the order of all sums, is thus the same on every machine.
 */

/** One element of an elementwise join: forward product and its two segment sums backward. */
const JOIN_ELEMENT = 36;
/** One row of it: index look-ups and loop ends. */
const JOIN_ROW = 500;
/** One element of a gathered dot product, forward and backward. */
const GATHER_ELEMENT = 24;
const GATHER_ROW = 430;
/** One multiply-add of the dense last join in each of its three GEMMs. */
const DENSE_ELEMENT = 6;
/**
 * One element of a product of two rows of a block, and of its two sums backward; this and the next include what the selection of a
 * batch takes. Blocks depend on their ratio alone.
 */
const PATTERN_ELEMENT = 27;
/** One element of a sample's product over the blocks, forward and backward. */
const SAMPLE_PATTERN_ELEMENT = 11;

export const joinCost = (tuples: number, width: number): number => tuples * (JOIN_ROW + JOIN_ELEMENT * width);

export const denseHeadCost = (rows: number, cols: number, width: number): number =>
  DENSE_ELEMENT * rows * cols * width;

export const gatherHeadCost = (entries: number, width: number): number =>
  entries * (GATHER_ROW + GATHER_ELEMENT * width);

/** One pattern of a block of several modes. */
export const patternCost = (width: number): number => PATTERN_ELEMENT * width;

/** One sample's use of one block. */
export const samplePatternCost = (width: number): number => SAMPLE_PATTERN_ELEMENT * width;
