/** Reads the seeds that are written after `--seeds`. */
import { InputError, seedSchema, shown } from '@ranksweep/core';
import { MOST_OF_WORD, MOST_VALUES } from './sequences.ts';

const GREATEST_SEED = seedSchema.maxValue!;

/**
 * `0..9` (both ends included), `0,1,5`, or both mixed: `0..2,7`. A seed named twice counts once.
 * @throws InputError
 */
export function parseSeeds(text: string): number[] {
  const seeds = new Set<number>();
  addSeeds(text, seeds);
  return [...seeds];
}

/** Adds the seeds of a text to a set. Throws like `parseSeeds`. */
export function addSeeds(text: string, seeds: Set<number>): void {
  for (const item of text.split(',')) {
    const [, first, last = first] = /^\s*(\d+)\s*(?:\.\.\s*(\d+)\s*)?$/.exec(item) ?? [];
    if (first === undefined) {
      throw new InputError(
        `seeds: expected a list such as 0,1,5 or a range such as 0..9, found ${shown(text)}`,
      );
    }
    const [from, to] = [Number(first), Number(last)];
    if (to < from || to > GREATEST_SEED) {
      throw new InputError(
        `seeds: expected a range of seeds from 0 to ${GREATEST_SEED}, the lower first, found ${shown(item)}`,
      );
    }
    if (to - from >= MOST_VALUES) {
      throw new InputError(
        `seeds: expected at most ${MOST_VALUES}, found ${to - from + 1} in ${shown(item)}`,
      );
    }
    for (let seed = from; seed <= to; seed++) seeds.add(seed);
    if (seeds.size > MOST_OF_WORD) {
      throw new InputError(`seeds: expected at most ${MOST_OF_WORD} together, found more in ${shown(text)}`);
    }
  }
}
