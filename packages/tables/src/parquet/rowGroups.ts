/** Blocks of rows gathered into row groups, which bound what is in memory. */
import type { Block, Value } from '../table.ts';

/** Rows of a group. */
export const MOST_ROWS = 131_072;
/** Characters of a group's texts: of long texts it has fewer rows. */
const MOST_CHARACTERS = 16_777_216;

/** A value and how often it comes, row after row. */
export interface Stretch {
  readonly value: Value;
  readonly count: number;
}

export interface RowGroup {
  readonly count: number;
  /** Of each of the columns whose values come in stretches. */
  readonly stretches: readonly (readonly Stretch[])[];
  /** Of each of the others, parts of its values. */
  readonly parts: readonly (readonly ArrayLike<Value>[])[];
}

interface Growing {
  count: number;
  characters: number;
  readonly stretches: Stretch[][];
  readonly parts: ArrayLike<Value>[][];
}

export function* rowGroups(blocks: Iterable<Block>): Generator<RowGroup> {
  let group: Growing | undefined;
  for (const block of blocks) {
    for (let from = 0; from < block.count;) {
      group ??= emptyGroup(block);
      const to = Math.min(block.count, from + MOST_ROWS - group.count);
      add(group, block, from, to);
      from = to;
      if (group.count < MOST_ROWS && group.characters < MOST_CHARACTERS) continue;
      yield group;
      group = undefined;
    }
  }
  if (group !== undefined) yield group;
}

const emptyGroup = ({ same, each }: Block): Growing => ({
  count: 0,
  characters: 0,
  stretches: same.map(() => []),
  parts: each.map(() => []),
});

/** Adds the rows `from` to `to` - 1 of a block. */
function add(group: Growing, { count, same, each }: Block, from: number, to: number): void {
  group.count += to - from;
  same.forEach((value, c) => {
    const stretches = group.stretches[c]!;
    const last = stretches.at(-1);
    if (last !== undefined && Object.is(last.value, value)) {
      stretches[stretches.length - 1] = { value, count: last.count + to - from };
    } else {
      stretches.push({ value, count: to - from });
      if (typeof value === 'string') group.characters += value.length;
    }
  });
  each.forEach((values, c) => {
    const whole = from === 0 && to === count;
    group.parts[c]!.push(whole ? values : Array.prototype.slice.call(values, from, to));
  });
}
