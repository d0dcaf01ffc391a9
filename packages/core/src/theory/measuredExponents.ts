/** Exponents with which components grew, as the final metrics of a run have them. */
const MEASURED = /^growth_exponent_(?!error_)(.+)_(\d+)$/;

export interface MeasuredExponent {
  /** The norm that grows, without the rank: `component_norm`. */
  readonly norm: string;
  readonly exponent: number;
  /** NaN where it is not known. */
  readonly error: number;
  /** 2 - 2/L; undefined where it is not known. */
  readonly theory: number | undefined;
}

/** @param finals last value of each metric, by name */
export const measuredExponents = (finals: ReadonlyMap<string, number>): MeasuredExponent[] =>
  [...finals].flatMap(([name, exponent]) => {
    const [, norm, rank] = MEASURED.exec(name) ?? [];
    if (norm === undefined) return [];
    const error = finals.get(`growth_exponent_error_${norm}_${rank}`) ?? NaN;
    return [{ norm, exponent, error, theory: finals.get(`theoretical_exponent_${norm}`) }];
  });
