/** Exponents with which components grow, where runs have fitted them, beside those of the theory. */
import type { MeasuredCell } from './cellTable.ts';
import { cellTitle, measure, NONE, spread, table } from '../words.ts';

const FITTED = /^growth_exponent_(?!error_)(.+)_(\d+)$/;

/** @returns undefined where no run has a final metric `growth_exponent_X_k` */
export function exponentTable(cells: readonly MeasuredCell[]): string | undefined {
  const rows = cells.flatMap(({ cell, runs }) => {
    const finals = (name: string) => runs.map((run) => run.finals.get(name));
    const names = [...new Set(runs.flatMap((run) => [...run.finals.keys()]))];
    return names.flatMap((name) => {
      const [, metric, rank] = FITTED.exec(name) ?? [];
      if (metric === undefined) return [];
      return [
        [
          cellTitle(cell) || NONE,
          `\`${metric}_${rank}\``,
          spread(finals(name), measure),
          spread(finals(`growth_exponent_error_${metric}_${rank}`), measure),
          spread(finals(`theoretical_exponent_${metric}`), measure),
        ],
      ];
    });
  });
  if (rows.length === 0) return undefined;
  return table(['cell', 'value that grows', 'fitted exponent', 'error of the fit', 'theory'], rows);
}
