export { loadKernels } from './loadKernels.ts';
export type { Kernels } from './loadKernels.ts';
export { arithmeticOf, cpuFusesMultiplyAdd } from './arithmetic.ts';
export type { Arithmetic, KernelVariant } from './arithmetic.ts';
export type { KernelFunctions } from './kernelFunctions.ts';
