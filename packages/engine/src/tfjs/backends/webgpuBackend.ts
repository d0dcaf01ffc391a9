/** TensorFlow.js on WebGPU, which Dawn brings to Node (npm's `webgpu`). Both packages are optional. */
import { readdirSync } from 'node:fs';
import { cpuMemoryBytes } from '../../cpuMemory.ts';
import type { Device } from '../../engine.ts';
import { absentGpu, type BackendKind } from './backendKind.ts';
import { createBackend, PLAIN_PRODUCTS } from './createBackend.ts';
import { isInstalled, loadCore } from './packages.ts';

/** `MatMulPackedProgram`, its product for all shapes. */
const PACKED_PROGRAM = 3;

export const webgpuKind: BackendKind = {
  name: 'tfjs-webgpu',
  drivesGpus: true,
  mostBytes: Infinity,
  absence() {
    const missing = ['webgpu', '@tensorflow/tfjs-backend-webgpu'].filter((name) => !isInstalled(name));
    if (missing.length > 0)
      return `expected the packages that run TensorFlow.js on WebGPU, found no ${missing.join(', no ')}: \`npm install ${missing.join(' ')}\``;
    return undefined;
  },
  suits: mayHaveGpu,
  async devices() {
    try {
      const adapter = await (await openGpu()).requestAdapter({ powerPreference: 'high-performance' });
      return [
        adapter === null
          ? absentGpu('expected a GPU with a driver for Vulkan or Metal, found none')
          : deviceOf(adapter),
      ];
    } catch (error) {
      return [absentGpu((error as Error).message)];
    }
  },
  async start() {
    await openGpu();
    const tf = await loadCore();
    await import('@tensorflow/tfjs-backend-webgpu');
    // Otherwise it chooses by the size of the batch, too, in which order it sums.
    tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', PACKED_PROGRAM);
    return createBackend({ tf, name: 'webgpu', products: PLAIN_PRODUCTS });
  },
};

/** Dawn's instance has to live as long as its devices. TensorFlow.js looks for it where browsers have it. */
async function openGpu(): Promise<GPU> {
  const { navigator } = globalThis as { navigator?: { gpu?: GPU } };
  if (navigator?.gpu !== undefined) return navigator.gpu;
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  const gpu = create([]);
  Object.defineProperty(navigator, 'gpu', { value: gpu });
  return gpu;
}

/** WebGPU does not tell how much memory a card has; one that the processor plays has the processor's. */
function deviceOf({ info, limits }: GPUAdapter): Device {
  const isEmulated = info.isFallbackAdapter;
  return {
    id: 'gpu:0',
    name: info.device || info.vendor || 'unknown GPU',
    kind: 'gpu',
    driver: info.description,
    isEmulated,
    memoryBytes: isEmulated ? cpuMemoryBytes() : 2 * limits.maxBufferSize,
  };
}

/** Linux lists the devices of GPUs' drivers; elsewhere nothing tells without loading a driver. */
function mayHaveGpu(): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
  } catch {
    return false;
  }
}
