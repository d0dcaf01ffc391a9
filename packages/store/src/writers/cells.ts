/** The cells of a sweep's parts: their axis values and numbers. A cell keeps its number; a new cell gets the next one. */
import type { AxisValue, Cell } from '@ranksweep/kinds';
import type { Connection, KnownCells } from '../connection/connection.ts';
import { insertRows } from '../rows/insertRows.ts';
import { leafOf, type Leaf } from '../rows/params.ts';

/** An axis value as SQLite stores it: a number or text. True, false and lists are JSON text. */
export const cellLeaf = (value: AxisValue): CellLeaf =>
  typeof value === 'number' || typeof value === 'string'
    ? (leafOf(value) as CellLeaf)
    : JSON.stringify(value);

type CellLeaf = Exclude<Leaf, null>;

/** Values that SQLite considers equal belong to the same cell, in any order. */
const keyOf = (values: readonly (readonly [name: string, value: number | string])[]): string =>
  JSON.stringify(values.toSorted(([a], [b]) => (a < b ? -1 : 1)));

const plain = (value: AxisValue): number | string => {
  const leaf = cellLeaf(value);
  return typeof leaf === 'bigint' ? Number(leaf) : leaf;
};

/** Gives the cells of a part their numbers. Use it within one transaction, so that nobody else writes. */
export class CellNumbers {
  readonly #connection: Connection;
  readonly #sweepId: number;
  readonly #part: string;
  readonly #known: KnownCells;
  #next: number;
  #added = 0;
  /** Cells by object identity: a grid has one object for all seeds of a cell. */
  readonly #met = new Map<Cell, number>();
  /** A cell without axis values has no rows of its own. */
  #empty: number | undefined;

  constructor(connection: Connection, sweepId: number, part: string) {
    this.#connection = connection;
    this.#sweepId = sweepId;
    this.#part = part;
    this.#known = refreshed(connection, sweepId, part);
    this.#next = 1 + Math.max(this.#known.last, lastOf(connection, 'sweep_runs', sweepId, part));
  }

  /** The values of a new cell are written. */
  of(cell: Cell): number {
    const met = this.#met.get(cell);
    if (met !== undefined) return met;
    const values = Object.entries(cell);
    const key = keyOf(values.map(([name, value]) => [name, plain(value)]));
    const number =
      values.length === 0
        ? (this.#empty ??= this.#findEmpty() ?? this.#next++)
        : (this.#known.numbers.get(key) ?? this.#add(key, values));
    this.#met.set(cell, number);
    return number;
  }

  /** The number of new cells. */
  get added(): number {
    return this.#added;
  }

  #findEmpty(): number | undefined {
    const found = this.#connection
      .statement<[{ sweepId: number; part: string }], number | null>(
        `SELECT min(cell) FROM sweep_runs WHERE sweep_id = @sweepId AND part = @part
           AND cell NOT IN (SELECT cell FROM cells WHERE sweep_id = @sweepId AND part = @part)`,
      )
      .pluck()
      .get({ sweepId: this.#sweepId, part: this.#part });
    return found ?? undefined;
  }

  #add(key: string, values: readonly (readonly [name: string, value: AxisValue])[]): number {
    const number = this.#next++;
    const place = [this.#sweepId, this.#part, number];
    insertRows(
      this.#connection,
      'cells (sweep_id, part, cell, name, value)',
      values.map(([name, value]) => [...place, name, cellLeaf(value)]),
    );
    this.#known.numbers.set(key, number);
    this.#known.last = number;
    this.#added++;
    return number;
  }
}

/** Reads the cells that were added since, because other processes may register runs of the same sweep. */
function refreshed(connection: Connection, sweepId: number, part: string): KnownCells {
  const { statement, knownCells } = connection;
  const place = JSON.stringify([sweepId, part]);
  let known = knownCells.get(place);
  if (known === undefined || known.last > lastOf(connection, 'cells', sweepId, part)) {
    known = { numbers: new Map(), last: -1 };
    knownCells.set(place, known);
  }
  const rows = statement<[number, string, number], [cell: number, name: string, value: number | string]>(
    'SELECT cell, name, value FROM cells WHERE sweep_id = ? AND part = ? AND cell > ? ORDER BY cell',
  )
    .raw()
    .all(sweepId, part, known.last);
  for (const [cell, values] of Map.groupBy(rows, ([number]) => number)) {
    known.numbers.set(keyOf(values.map(([, name, value]) => [name, value])), cell);
    known.last = cell;
  }
  return known;
}

/** The highest cell number of a part in a table; -1 if there is none. */
const lastOf = (
  { statement }: Connection,
  table: 'cells' | 'sweep_runs',
  sweepId: number,
  part: string,
): number =>
  statement<[number, string], number | null>(`SELECT max(cell) FROM ${table} WHERE sweep_id = ? AND part = ?`)
    .pluck()
    .get(sweepId, part) ?? -1;
