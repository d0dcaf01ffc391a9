/** TensorFlow.js as an engine: factorizations op by op, with gradients by automatic differentiation. */
import { cohortKey } from '../cohortKey.ts';
import { cpuDevice } from '../cpuDevice.ts';
import type { Engine } from '../engine.ts';
import { cpuBackend, wasmBackend } from './backends/processorBackends.ts';
import { createProgram } from './program.ts';
import type { Backend } from './tensorflow.ts';

export type TfjsEngineName = 'tfjs-wasm' | 'tfjs-cpu';

const START: Readonly<Record<TfjsEngineName, () => Promise<Backend>>> = {
  'tfjs-wasm': wasmBackend,
  'tfjs-cpu': cpuBackend,
};

/** Those that have started in this thread. */
const started = new Map<TfjsEngineName, Promise<Backend>>();

export function tfjsEngine(name: TfjsEngineName): Engine {
  const backend = (): Promise<Backend> => {
    const known = started.get(name) ?? START[name]();
    started.set(name, known);
    return known;
  };
  return {
    name,
    arithmetic: name,
    precision: 'float32',
    devices: async () => [cpuDevice()],
    supports: () => undefined,
    cohortKey,
    capacity: () => 1024,
    compile: async ({ cohort }) => createProgram(await backend(), cohort),
  };
}
