/** The ways to run TensorFlow.js, the best one first. */
import type { BackendKind } from './backendKind.ts';
import { cudaKind, nativeKind } from './nativeBackends.ts';
import { javascriptKind, wasmKind } from './processorBackends.ts';
import { webgpuKind } from './webgpuBackend.ts';

export const BACKEND_KINDS: readonly BackendKind[] = [
  cudaKind,
  nativeKind,
  webgpuKind,
  wasmKind,
  javascriptKind,
];

/** The best that this machine has. */
export const bestKind = (): BackendKind =>
  BACKEND_KINDS.find((kind) => kind.suits() && kind.absence() === undefined)!;
