/** Exponents with which components grow, where runs have measured them, beside those of the theory. */
import { measuredExponents } from '@ranksweep/core';
import { cellTitle, NONE, spread, table } from '../words.ts';
import type { MeasuredCell } from './cellTable.ts';

/** Measurements that tell less than this say nothing of the theory. */
const TELLING_ERROR = 0.1;

/** @returns undefined where no run has a final metric `growth_exponent_X_k` */
export function exponentTable(cells: readonly MeasuredCell[]): string | undefined {
  const rows = cells.flatMap(({ cell, runs }) =>
    [
      ...Map.groupBy(
        runs.flatMap(({ finals }) => measuredExponents(finals)),
        ({ norm }) => norm,
      ),
    ].map(([norm, all]) => {
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
