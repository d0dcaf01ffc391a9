export type * from './engine.ts';
export { referenceEngine } from './reference/referenceEngine.ts';
export * from './registry.ts';
export * from './state.ts';
export { cpuName, wasmEngine } from './wasm/wasmEngine.ts';
