/** Loads TensorFlow.js on TensorFlow's native library, on the device that was asked for or not at all. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { processPath, TFJS_PACKAGE } from './layout.ts';
import { findNativeBinding, type NativeBinding } from './findNativeBinding.ts';

/** The namespace of @tensorflow/tfjs, and what the native backend adds to it. Callers who have its types may assert them. */
export interface Tensorflow {
  backend(): {
    /** Whether operations run on a GPU. */
    readonly isUsingGpuDevice: boolean;
    readonly binding: { readonly TF_Version: string };
  };
}

export type TensorflowDevice = 'cpu' | 'gpu';

export interface LoadOptions {
  /**
   * The first of a process decides for all its threads. A process uses one GPU, the last one that CUDA_VISIBLE_DEVICES names; with
   * 'cpu', GPUs are hidden from it.
   */
  readonly device: TensorflowDevice;
  /** Default: what `findNativeBinding` finds. */
  readonly binding?: NativeBinding | undefined;
}

/** What the library reads from the environment, unless the user has said otherwise. */
const DEFAULTS: Readonly<Record<string, string>> = {
  // Otherwise it takes all of a GPU's memory at once.
  TF_FORCE_GPU_ALLOW_GROWTH: 'true',
  // Without oneDNN, a product has other bits alone than among others.
  TF_ENABLE_ONEDNN_OPTS: '1',
  // Otherwise products of float32 on newer GPUs keep 10 bits of 23.
  NVIDIA_TF32_OVERRIDE: '0',
  // Kernels compiled for a new GPU: more than the driver keeps by default, so that this happens once.
  CUDA_CACHE_MAXSIZE: String(2 ** 32),
};

interface NativeProcess {
  /** A variable of the environment. */
  get(name: string): string | undefined;
  set(name: string, value: string): void;
  /** Calls the function while the process's standard error goes nowhere. */
  withoutStderr<Result>(call: () => Result): Result;
}

/**
 * @throws Error if there is no build, if it cannot be loaded, or if the device is not the one that was asked for; it says what to do
 */
export function loadTensorflow({ device, binding = findNativeBinding() }: LoadOptions): Tensorflow {
  if (binding === undefined) {
    throw new Error(
      "expected TensorFlow's native library, found none: `npx ranksweep install-cuda` installs it",
    );
  }
  const tensorflow = loadUnchecked(binding.folder, device);
  requireDevice(tensorflow, device);
  return tensorflow;
}

/** @param device GPUs are hidden from 'cpu'; whether there is one for 'gpu' is not looked at */
export function loadUnchecked(folder: string, device: TensorflowDevice): Tensorflow {
  const require = createRequire(join(folder, 'package.json'));
  const native = require(processPath(folder)) as NativeProcess;
  const isTold = device === 'gpu' || /^[01]$/.test(native.get('TF_CPP_MIN_LOG_LEVEL') ?? '');
  setEnvironment(native, device);
  restoreUtil(require('node:util') as Partial<Record<string, unknown>>);
  const load = (): Tensorflow => require(TFJS_PACKAGE) as Tensorflow;
  // That oneDNN is used is said as the library is opened, before it asks for the level of messages.
  return isTold ? load() : native.withoutStderr(load);
}

function setEnvironment(native: NativeProcess, device: TensorflowDevice): void {
  // On a processor even errors are none: that there is no GPU is one of them.
  const logLevel = device === 'cpu' ? '3' : '2';
  for (const [name, value] of Object.entries({ ...DEFAULTS, TF_CPP_MIN_LOG_LEVEL: logLevel })) {
    if (native.get(name) === undefined) native.set(name, value);
  }
  if (device === 'cpu') native.set('CUDA_VISIBLE_DEVICES', '-1');
}

/** Functions that the package calls, and Node has removed, or warns of. */
function restoreUtil(util: Partial<Record<string, unknown>>): void {
  util.isArray = Array.isArray;
  util.isNullOrUndefined = (value: unknown): boolean => value === null || value === undefined;
}

/**
 * A library that finds no GPU says nothing and computes on the processor, many times slower.
 * @throws Error if operations run on another kind of device
 */
export function requireDevice(tensorflow: Tensorflow, device: TensorflowDevice): void {
  const found = tensorflow.backend().isUsingGpuDevice ? 'gpu' : 'cpu';
  if (found === device) return;
  throw new Error(
    device === 'gpu'
      ? 'TensorFlow: expected a GPU, found none that it can use, and would have computed on the processor: ' +
          '`npx ranksweep doctor` says what is missing'
      : 'TensorFlow: expected the processor, found that this process uses a GPU already: ' +
          'use a process of its own for each device',
  );
}
