/**
 * The engines that the suite holds against the reference. SUITE_ENGINES names others, such as `tfjs-native,tfjs-webgpu`, which then
 * get all of its cases.
 */
import type { EngineName } from '../../src/index.ts';
import { gpuEngines } from '../vulkan.ts';

const asked = process.env.SUITE_ENGINES?.split(',').filter((name) => name !== '');

/**
 * Engines that get a part of the cases: one of so many. A GPU that the processor plays compiles the kernels of each shape for about a
 * second. TensorFlow.js takes its time for every operation.
 */
const inPart: readonly (readonly [name: EngineName, oneOf: number])[] = [
  ...gpuEngines.map((name) => [name, 5 * gpuEngines.length] as const),
  ['tfjs-wasm', 15],
  ['tfjs-cpu', 40],
];

export const engines: readonly EngineName[] = asked ?? [
  'wasm-fma',
  'wasm-plain',
  ...inPart.map(([name]) => name),
];

/** The engine gets one of so many cases. */
export const oneOf = (engine: EngineName): number =>
  asked === undefined ? (inPart.find(([name]) => name === engine)?.[1] ?? 1) : 1;
