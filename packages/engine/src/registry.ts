/** The engines by name. */
import type { Engine } from './engine.ts';
import { referenceEngine } from './reference/referenceEngine.ts';
import { wasmEngine } from './wasm/wasmEngine.ts';

const ENGINES = {
  wasm: () => wasmEngine(),
  'wasm-fma': () => wasmEngine('fma'),
  'wasm-plain': () => wasmEngine('plain'),
  reference: () => referenceEngine(),
} satisfies Record<string, () => Engine>;

export type EngineName = keyof typeof ENGINES;

export const engineNames = Object.keys(ENGINES) as EngineName[];

/** @throws Error when this machine cannot run the engine */
export const createEngine = (name: EngineName): Engine => ENGINES[name]();
