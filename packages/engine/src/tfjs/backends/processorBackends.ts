/** The backends that every machine has. */
import { createBackend } from './createBackend.ts';
import { requireBackend, requireCore } from './packages.ts';
import type { Backend } from '../tensorflow.ts';

export function cpuBackend(): Promise<Backend> {
  const tf = requireCore();
  requireBackend('cpu');
  return createBackend({ tf, name: 'cpu', hasSlowBatches: false });
}

export async function wasmBackend(): Promise<Backend> {
  const tf = requireCore();
  requireBackend('wasm');
  return withoutNewListeners(() => createBackend({ tf, name: 'wasm', hasSlowBatches: true }));
}

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
