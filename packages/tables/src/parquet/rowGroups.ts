/** Gathers blocks of rows into row groups, whose size limits the memory in use. */
import type { Block, Value } from '../table.ts';

/** The most rows of a group. */
export const MOST_ROWS = 131_072;
/** The most characters of a group's texts, so that groups with long texts have fewer rows. */
const MOST_CHARACTERS = 16_777_216;

/** A value and the number of consecutive rows that have it. */
export interface Stretch {
  readonly value: Value;
  readonly count: number;
}

export interface RowGroup {
  readonly count: number;
  /** For each column with repeated values. */
  readonly stretches: readonly (readonly Stretch[])[];
  /** For each other column, parts of its values. */
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
