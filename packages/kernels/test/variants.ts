// The builds that this machine can run, and what the properties of all kernels draw from.
import { setFlagsFromString } from 'node:v8';
import fc from 'fast-check';
import type { Flavour } from './float32.ts';
import { cpuFusesMultiplyAdd } from '../src/index.ts';
import type { KernelVariant } from '../src/index.ts';

// V8's quick compiler would do for calls as few as a test's: the machine code to be tested is that of long runs.
setFlagsFromString('--no-liftoff');

export const variants: KernelVariant[] = cpuFusesMultiplyAdd() ? ['fma', 'plain'] : ['plain'];

/** Seed and flavour of the numbers, and an address shift in words. */
export const surroundings = {
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  flavour: fc.constantFrom<Flavour>('ordinary', 'tiny', 'special'),
  shift: fc.integer({ min: 0, max: 15 }),
};

/** A size from 0 on, small in half of the cases. */
export function size(max: number): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: 0, max: Math.min(9, max) }), fc.integer({ min: 0, max }));
}
