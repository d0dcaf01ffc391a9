/** The engines by name. */
import { expectedOneOf, InputError } from '@ranksweep/core';
import type { Engine } from './engine.ts';
import { referenceEngine } from './reference/referenceEngine.ts';
import { BACKEND_KINDS, bestKind } from './tfjs/backends/backendKinds.ts';
import { tfjsEngine } from './tfjs/tfjsEngine.ts';
import { wasmEngine } from './wasm/wasmEngine.ts';
import { webgpuEngine } from './webgpu/webgpuEngine.ts';

/** One of `engineNames()`. `createEngine` tells whether an arbitrary name is one. */
export type EngineName = string;

const factories = new Map<EngineName, () => Engine>([
  ['wasm', () => wasmEngine()],
  ['wasm-fma', () => wasmEngine('fma')],
  ['wasm-plain', () => wasmEngine('plain')],
  ['reference', () => referenceEngine()],
  ['webgpu', () => webgpuEngine()],
  ...BACKEND_KINDS.map((kind) => [kind.name, () => tfjsEngine(kind)] as const),
  // The best of these.
  ['tfjs', () => tfjsEngine(bestKind(), 'tfjs')],
]);

/** The known names, in the order of registration. */
export const engineNames = (): EngineName[] => [...factories.keys()];

/**
 * Registers one more engine in this thread.
 * @param factory may throw if this machine cannot run the engine
 * @throws InputError if the name is taken
 */
export function registerEngine(name: EngineName, factory: () => Engine): void {
  if (factories.has(name)) {
    throw new InputError(
      `engine: expected a new name, found '${name}', which is taken; there are ${engineNames().join(', ')}`,
    );
  }
  factories.set(name, factory);
}

/** @throws InputError when there is no such engine, Error when this machine cannot run it */
export function createEngine(name: EngineName): Engine {
  const factory = factories.get(name);
  if (factory === undefined) throw new InputError(`engine: ${expectedOneOf(name, engineNames())}`);
  return factory();
}
