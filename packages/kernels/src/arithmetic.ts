// Which arithmetic a build computes in.

/** `fma`: every multiply-add rounds once (relaxed SIMD). `plain`: the product and the sum round separately. */
export type KernelVariant = 'fma' | 'plain';

/** Id of an arithmetic, as it is stored with a run. Equal id, equal input: equal bits, on every machine. */
export type Arithmetic = 'f32-fma' | 'f32-plain';

/** @returns the id of the arithmetic that a build computes in */
export function arithmeticOf(variant: KernelVariant): Arithmetic {
  return `f32-${variant}`;
}
