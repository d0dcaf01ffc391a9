/** Numbers such as `3,5..9`, both ends included. */
import { InputError } from '@ranksweep/core';

const MOST_NUMBERS = 1_000_000;
const NUMBER_OR_RANGE = /^(\d+)(?:\.\.(\d+))?$/;

/** Whether a word has the form of a list of numbers. */
export const isNumberList = (text: string): boolean =>
  text.split(',').every((item) => NUMBER_OR_RANGE.test(item));

/**
 * A number that is named twice comes once.
 * @param found what it is a part of, for the message
 * @throws InputError when it is no such list, names more than a million numbers, or one that is too large for any row
 */
export function parseNumberList(text: string, where: string, found: string): number[] {
  const numbers = new Set<number>();
  for (const item of text.split(',')) {
    const [, first, last = first] = NUMBER_OR_RANGE.exec(item) ?? [];
    const [from, to] = [Number(first), Number(last)];
    // Beyond the safe integers, counting on by one leads nowhere.
    if (!(to >= from) || !Number.isSafeInteger(to) || numbers.size + to - from >= MOST_NUMBERS) {
      throw new InputError(
        `${where}: expected numbers such as 3,5..9, at most ${MOST_NUMBERS} of them, found '${found}'`,
      );
    }
    for (let number = from; number <= to; number++) numbers.add(number);
  }
  return [...numbers];
}
