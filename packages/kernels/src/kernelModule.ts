// The compiled WASM builds, one of each per thread.
//
// Node's types leave WebAssembly to the DOM library.
/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import type { KernelVariant } from './arithmetic.ts';
import { enableWideVectors } from './wideVectors.ts';

const modules = new Map<KernelVariant, WebAssembly.Module>();

/** @returns the compiled build, or undefined where the runtime does not know an instruction of it */
export function kernelModule(variant: KernelVariant): WebAssembly.Module | undefined {
  let module = modules.get(variant);
  if (module === undefined) {
    const bytes = readFileSync(new URL(`../dist/kernels-${variant}.wasm`, import.meta.url));
    if (!WebAssembly.validate(bytes)) return undefined;
    enableWideVectors(); // before anything of it is optimized
    module = new WebAssembly.Module(bytes);
    modules.set(variant, module);
  }
  return module;
}
