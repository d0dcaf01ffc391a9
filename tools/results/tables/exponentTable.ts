/** Exponents with which components grow, where runs have measured them, beside those of the theory. */
import { cellTitle, NONE, spread, table } from '../words.ts';
import type { MeasuredCell } from './cellTable.ts';

const MEASURED = /^growth_exponent_(?!error_)(.+)_(\d+)$/;
/** Measurements that tell less than this say nothing of the theory. */
const TELLING_ERROR = 0.1;

interface Exponent {
  /** The norm that grows, without the rank: `component_norm`. */
  readonly norm: string;
  readonly exponent: number;
  readonly error: number;
  readonly theory: number | undefined;
}

/** @returns undefined where no run has a final metric `growth_exponent_X_k` */
export function exponentTable(cells: readonly MeasuredCell[]): string | undefined {
  const rows = cells.flatMap(({ cell, runs }) =>
    [...Map.groupBy(runs.flatMap(exponentsOf), ({ norm }) => norm)].map(([norm, all]) => {
      const telling = all.filter(({ error }) => error < TELLING_ERROR);
      const within = telling.filter(({ exponent, error, theory }) => Math.abs(exponent - theory!) <= error);
      const [theory] = all.map((one) => one.theory);
      return [
        cellTitle(cell) || NONE,
        `\`${norm}\``,
        theory === undefined ? NONE : digits(theory),
        spread(
          telling.map(({ exponent }) => exponent),
          digits,
        ),
        spread(
          telling.map(({ error }) => error),
          digits,
        ),
        `${telling.length} of ${all.length}`,
        theory === undefined ? NONE : `${within.length} of ${telling.length}`,
      ];
    }),
  );
  if (rows.length === 0) return undefined;
  return table(
    [
      'cell',
      'norm that grows',
      'theory',
      'measured exponent',
      'its error',
      `error below ${TELLING_ERROR}`,
      'theory within error',
    ],
    rows,
  );
}

const digits = (value: number): string => value.toFixed(4);

const exponentsOf = ({ finals }: MeasuredCell['runs'][number]): Exponent[] =>
  [...finals].flatMap(([name, exponent]) => {
    const [, norm, rank] = MEASURED.exec(name) ?? [];
    if (norm === undefined) return [];
    const error = finals.get(`growth_exponent_error_${norm}_${rank}`) ?? NaN;
    return [{ norm, exponent, error, theory: finals.get(`theoretical_exponent_${norm}`) }];
  });
