/** The backends that every machine has: WebAssembly and JavaScript. */
import { cpuDevice } from '../../cpuDevice.ts';
import type { BackendKind } from './backendKind.ts';
import { createBackend, PLAIN_PRODUCTS } from './createBackend.ts';
import { loadCore } from './packages.ts';

const onProcessor = {
  drivesGpus: false,
  absence: () => undefined,
  suits: () => true,
  devices: async () => [cpuDevice()],
};

export const wasmKind: BackendKind = {
  ...onProcessor,
  name: 'tfjs-wasm',
  mostBytes: 0.75 * 2 ** 32, // of WebAssembly's memory, which fragments
  async start() {
    const tf = await loadCore();
    await import('@tensorflow/tfjs-backend-wasm');
    return withoutNewListeners(() =>
      createBackend({ tf, name: 'wasm', products: { ...PLAIN_PRODUCTS, hasSlowBatches: true } }),
    );
  },
};

export const javascriptKind: BackendKind = {
  ...onProcessor,
  name: 'tfjs-cpu',
  mostBytes: Infinity,
  async start() {
    const tf = await loadCore();
    await import('@tensorflow/tfjs-backend-cpu');
    return createBackend({ tf, name: 'cpu', products: PLAIN_PRODUCTS });
  },
};

const EVENTS = ['uncaughtException', 'unhandledRejection'] as const;

/** The WebAssembly backend listens for what others should handle, to throw it again from its own sources. */
async function withoutNewListeners<Result>(start: () => Promise<Result>): Promise<Result> {
  const before = EVENTS.map((event) => process.listeners(event as 'uncaughtException'));
  const result = await start();
  EVENTS.forEach((event, i) => {
    for (const listener of process.listeners(event as 'uncaughtException')) {
      if (!before[i]!.includes(listener)) process.removeListener(event, listener);
    }
  });
  return result;
}
