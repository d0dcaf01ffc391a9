// Everything the WASM builds export. What each function means is written in src/kernelFunctions.ts.
export { gemm, gemmScratchBytes } from './gemm';
export { gatherProduct, gatherDot } from './gather';
export { segmentSumProduct, segmentSumScaled } from './segments';
export { scaleColumns, columnDots } from './columns';
export { vectorMatrix } from './vectorMatrix';
export { maskedResidual, scale, absoluteGradient, huberGradient } from './residuals';
export { sumOfSquares, sumOfAbsolutes, sumOfHuber } from './reductions';
export { sgdUpdate, momentumUpdate, adamUpdate } from './optimizers';
export { multiplyAdd } from './lanes';

/** First byte that the module itself does not use. */
export function heapBase(): usize {
  return __heap_base;
}
