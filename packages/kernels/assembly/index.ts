// Everything the WASM builds export. What each function means is written in src/kernelFunctions.ts.
export { gemm, gemmScratchBytes, useWideTiles } from './gemm';
export { gatherProduct, gatherDot } from './gather';
export { segmentSumProduct, segmentSumScaled } from './segments';
export { scaleColumns, columnDots } from './columns';
export { multiplyRows, copyRows, multiplyByRows, addToRows, addToOperands } from './blocks';
export {
  exponentRange,
  joinProducts,
  multiplyBySplitRows,
  multiplySplitRows,
  scaleRows,
  splitProducts,
  splitRows,
  sumRows,
} from './exponents';
export { gatherRows16, gatherRows32, selectRows16, selectRows32 } from './selectRows';
export { shuffle } from './shuffle';
export { factorRows, factorGradients } from './factorRows';
export { vectorMatrix } from './vectorMatrix';
export { maskedResidual, scale, absoluteGradient, huberGradient } from './residuals';
export { sumOfSquares, sumOfAbsolutes, sumOfHuber } from './reductions';
export { sgdUpdate, momentumUpdate, adamUpdate } from './optimizers';
export { bidiagonalize, bidiagonalizeScratchBytes } from './bidiagonalize';
export { layerImbalance, layerImbalanceScratchBytes } from './layerImbalance';
export { squaredDistance } from './squaredDistance';
export { multiplyAdd } from './lanes';

/** First byte that the module itself does not use. */
export function heapBase(): usize {
  return __heap_base;
}
