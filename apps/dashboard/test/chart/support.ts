/** Random trajectories, sizes and texts, and how a chart's dots are read back. */
import fc from 'fast-check';
import type { Chart } from '../../src/chart/spans.ts';

export interface RandomTrajectory {
  iterations: Float64Array;
  values: Float64Array;
}

export const finite = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -100, max: 100, noNaN: true }) },
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 5e-324, Number.MAX_VALUE, -Number.MAX_VALUE, 1e-17),
);
export const anyNumber = fc.oneof(
  { weight: 8, arbitrary: finite },
  fc.constantFrom(NaN, Infinity, -Infinity),
);

export function trajectoryOf(value: fc.Arbitrary<number>, minLength = 0): fc.Arbitrary<RandomTrajectory> {
  return fc
    .tuple(
      fc.nat(3),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), value), { minLength, maxLength: 200, size: 'max' }),
    )
    .map(([first, steps]) => {
      let iteration = first;
      return {
        iterations: Float64Array.from(steps, ([step], i) => (iteration += i === 0 ? 0 : step)),
        values: Float64Array.from(steps, ([, each]) => each),
      };
    });
}

export const kind = fc.constantFrom('linear' as const, 'log' as const);
export const size = fc.record({ width: fc.nat(130), height: fc.nat(40) });
/** Wide and combining characters, control characters, and halves of pairs among others. */
export const anyText = fc.oneof(
  fc.constantFrom('', '1', 'component_norm_1', '\u001b[31mred', '重み', 'e\u0301', '👩‍🔬', '\ud800', 'a\nb\t'),
  fc.string({ unit: 'binary', maxLength: 20 }),
);

/** Fails unless every line has exactly the width, in single cells, and there are as many as asked for. */
export function hasSize(chart: Chart, { width, height }: { width: number; height: number }): boolean {
  const single = /^[ -~¡-¬®-˿Ͱ-҂Ҋ-ԯ‐-‧‰-⁞⁰-ₜ←-⋿─-◼⠀-⣿]*$/u;
  const texts = chart.map((line) => line.map(({ text }) => text).join(''));
  return texts.length === height && texts.every((text) => text.length === width && single.test(text));
}

/** The pattern of dots of a character; 0 for any other one. */
export function dotsIn(character: string): number {
  const code = character.codePointAt(0)!;
  return code >= 0x2800 && code <= 0x28ff ? code - 0x2800 : 0;
}
