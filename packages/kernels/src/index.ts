export { loadKernels } from './loadKernels.ts';
export type { Kernels } from './loadKernels.ts';
export { arithmeticOf } from './arithmetic.ts';
export type { Arithmetic, KernelVariant } from './arithmetic.ts';
export { cpuFusesMultiplyAdd } from './fusedMultiplyAdd.ts';
export type { KernelFunctions } from './kernelFunctions.ts';
