/** TensorFlow's native library, which `install-cuda` builds: on NVIDIA's GPUs, and on processors. */
import { findNativeBinding, loadTensorflow, type TensorflowDevice } from '@ranksweep/cuda/binding';
import { cpuDevice } from '../../cpuDevice.ts';
import { absentGpu, type BackendKind } from './backendKind.ts';
import { createBackend, PLAIN_PRODUCTS } from './createBackend.ts';
import { cudaDevices, hasNvidiaDriver } from './cudaDevices.ts';
import type { Backend, TensorFlow } from '../tensorflow.ts';

/** As TensorFlow.js names it. */
const NAME = 'tensorflow';

/**
 * A product alone has other kernels than a batch: of cuBLAS's always, and on processors up to `kMaxCostOuterParallelism` of
 * TensorFlow's batch_matmul_op_impl.h, which is the same for the products of a gradient.
 */
const MOST_OUT_OF_ORDER: Readonly<Record<TensorflowDevice, number>> = { gpu: Infinity, cpu: 128 * 128 };

const start = (device: TensorflowDevice): Promise<Backend> => {
  const tf = loadTensorflow({ device }) as unknown as TensorFlow;
  const products = { ...PLAIN_PRODUCTS, mostOutOfOrder: MOST_OUT_OF_ORDER[device] };
  return createBackend({ tf, name: NAME, products });
};

export const cudaKind: BackendKind = {
  name: 'tfjs-cuda',
  drivesGpus: true,
  mostBytes: Infinity,
  absence() {
    const binding = findNativeBinding();
    if (binding === undefined) {
      return "expected TensorFlow's native library, found none: `npx ranksweep install-cuda` installs it";
    }
    if (!binding.hasCuda) {
      return "expected TensorFlow's native library with CUDA, found it for processors alone: `npx ranksweep install-cuda` installs it";
    }
    return hasNvidiaDriver()
      ? undefined
      : 'expected a GPU with a driver of NVIDIA, found none: `npx ranksweep doctor` says more';
  },
  suits: hasNvidiaDriver,
  async devices() {
    const gpus = await cudaDevices();
    const unusable = this.absence();
    if (gpus.length === 0) return [absentGpu(unusable ?? 'expected a GPU that nvidia-smi lists, found none')];
    return unusable === undefined ? gpus : gpus.map((gpu) => ({ ...gpu, unusable }));
  },
  async start({ environment = {} }) {
    // A lane's process has it already; elsewhere the first to start chooses for the process.
    Object.assign(process.env, environment);
    return start('gpu');
  },
};

export const nativeKind: BackendKind = {
  name: 'tfjs-native',
  drivesGpus: false,
  mostBytes: Infinity,
  absence: () =>
    findNativeBinding() === undefined
      ? "expected TensorFlow's native library, found none: `npx ranksweep install-cuda --cpu` installs it"
      : undefined,
  suits: () => true,
  async devices() {
    const unusable = this.absence();
    return [{ ...cpuDevice(), ...(unusable === undefined ? {} : { unusable }) }];
  },
  start: async () => start('cpu'),
};
