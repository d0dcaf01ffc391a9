/** Rows as text, as far as CSV and JSON share it. What is equal in all rows of a block is formatted only once. */
import { LARGE } from './pieces.ts';
import type { Block, Value } from './table.ts';

export interface RowFormat {
  /** The text before a column's value. For the first column, it includes what begins a row. */
  readonly before: readonly string[];
  /** The text that ends a row. */
  readonly end: string;
  readonly text: (value: Value, column: number) => string;
  /** The same in parts, for a value that is too large for one string. */
  readonly parts: (value: string | Uint8Array) => Iterable<string>;
}

/** The rows of a block in small pieces. No piece is longer than a single value. */
export function* rowTexts({ count, same, each }: Block, format: RowFormat): Generator<string> {
  if (same.some(isLarge) || each.some((values) => hasLarge(values))) {
    for (let i = 0; i < count; i++) {
      yield* rowParts([...same, ...each.map((values) => values[i]!)], format);
    }
    return;
  }
  const { before, end, text } = format;
  let head = '';
  same.forEach((value, c) => (head += before[c] + text(value, c)));
  for (let i = 0; i < count; i++) {
    let row = head;
    for (let e = 0; e < each.length; e++) {
      const c = same.length + e;
      row += before[c] + text(each[e]![i]!, c);
    }
    yield row + end;
  }
}

function* rowParts(row: readonly Value[], { before, end, text, parts }: RowFormat): Generator<string> {
  for (const [c, value] of row.entries()) {
    yield before[c]!;
    if (isLarge(value)) yield* parts(value);
    else yield text(value, c);
  }
  yield end;
}

const isLarge = (value: Value): value is string | Uint8Array =>
  (typeof value === 'string' || value instanceof Uint8Array) && value.length > LARGE;

/** Typed arrays hold numbers alone. */
const hasLarge = (values: ArrayLike<Value>): boolean => Array.isArray(values) && values.some(isLarge);
