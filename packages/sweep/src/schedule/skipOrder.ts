/** In which order a rule wants the values of an axis tried. */
import { dimensionNames, type AxisValue, type Grid, type SkipRule } from '@ranksweep/kinds';

/** The axis, and those that move together with it: runs of one line differ on these alone. */
export const axesInLine = (grid: Grid, axis: string): readonly string[] =>
  dimensionNames(grid).find((names) => names.includes(axis)) ?? [axis];

/**
 * Numbers have the order of their size, other values that of the axis. `rest-after-success` goes by the order of the axis alone:
 * what is wanted most stands first.
 */
export function inOrder<Item>(
  items: readonly Item[],
  valueOf: (item: Item) => AxisValue,
  listed: readonly AxisValue[],
  rule: SkipRule,
): Item[] {
  const keys = listed.map((value) => JSON.stringify(value));
  const placeOf = (value: AxisValue): number => keys.indexOf(JSON.stringify(value));
  const compare = (a: AxisValue, b: AxisValue): number =>
    rule !== 'rest-after-success' && typeof a === 'number' && typeof b === 'number'
      ? a - b
      : placeOf(a) - placeOf(b);
  const ascending = items.toSorted((a, b) => compare(valueOf(a), valueOf(b)));
  return rule === 'smaller-after-failure' ? ascending.toReversed() : ascending;
}
