import { shownWord } from '../config/expectation.ts';

/** A list of numbers as messages show it. */
export const shownNumbers = (numbers: readonly number[]): string => shownWord(JSON.stringify(numbers));
