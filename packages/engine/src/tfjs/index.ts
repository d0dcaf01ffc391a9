/** TensorFlow.js for what is no factorization: its backends, started on a device. */
export { cpuDevice } from '../cpuDevice.ts';
export type { BackendKind } from './backends/backendKind.ts';
export { backendKind, backendNames, startBackend } from './backends/startBackend.ts';
export type { Backend, Tensor, TensorFlow } from './tensorflow.ts';
