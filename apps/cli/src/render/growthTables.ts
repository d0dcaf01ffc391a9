/** How long commands take on ever larger databases. */
import type { GrowthRow } from '@ranksweep/bench';
import { renderTable } from './table.ts';

/** A table by runs, and one by points. */
export function growthTables(rows: readonly GrowthRow[]): string {
  const table = (of: GrowthRow['of']): string => {
    const some = rows.filter((row) => row.of === of);
    const head = [of, ...some[0]!.measured.map(({ size }) => `${size}`), 'grows like', 'n log n is'];
    return renderTable(
      head,
      some.map(({ work, measured, exponent, allowed }) => [
        work,
        ...measured.map(({ ms }) => `${(ms / 1000).toFixed(2)} s`),
        exponent === undefined ? (measured.length > 1 ? 'not' : '') : `n^${exponent.toFixed(2)}`,
        measured.length > 1 ? `n^${allowed.toFixed(2)}` : '',
      ]),
    );
  };
  return `${table('runs')}\n\n${table('points')}\n
seconds:     of processor time, the start of the program included
grows like:  between the last two sizes, beyond what it takes on next to nothing`;
}
