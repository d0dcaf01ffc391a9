/** Rows of a figure by column, which takes a fraction of their size as objects. `browser/figures.js` reads it. */

export type Row = Readonly<Record<string, unknown>>;

/** A value for every row, or values with how often each is repeated. */
export type EncodedColumn =
  | { readonly each: readonly unknown[] }
  | { readonly runs: readonly (readonly [value: unknown, count: number])[] };

export interface EncodedTable {
  readonly count: number;
  readonly columns: Readonly<Record<string, EncodedColumn>>;
}

/** More than a screen, a tooltip or a fit can tell apart. */
const DIGITS = 7;

/** A column that a row does not have is `undefined` there, and JSON's null where others have it. */
export function encodedTable(rows: readonly Row[]): EncodedTable {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const columns = names.map((name) => [name, encodedColumn(rows.map((row) => short(row[name])))] as const);
  return { count: rows.length, columns: Object.fromEntries(columns) };
}

const short = (value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(DIGITS)) : (value ?? null);

function encodedColumn(each: readonly unknown[]): EncodedColumn {
  const runs: [unknown, number][] = [];
  for (const value of each) {
    const last = runs.at(-1);
    if (last !== undefined && last[0] === value) last[1]++;
    else runs.push([value, 1]);
  }
  return runs.length < each.length / 2 ? { runs } : { each };
}
