export { cpuName } from './cpuDevice.ts';
export type * from './engine.ts';
export { referenceEngine } from './reference/referenceEngine.ts';
export * from './registry.ts';
export * from './state.ts';
export { wasmEngine } from './wasm/wasmEngine.ts';
