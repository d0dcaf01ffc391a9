/** What Tab makes of a word that has been begun. */

export interface Completion {
  /** Where the word begins that a choice takes the place of. */
  readonly from: number;
  readonly choices: readonly string[];
}

/** @param before the text up to the cursor */
export type Complete = (before: string) => Completion;

/** Of words apart by blanks: the one at the cursor. */
export const completeWord =
  (words: readonly string[]): Complete =>
  (before) => {
    const from = before.search(/\S*$/);
    return { from, choices: beginningWith(words, before.slice(from)) };
  };

/** Letters typed in another case are meant all the same. */
export function beginningWith(words: readonly string[], begun: string): string[] {
  const small = begun.toLowerCase();
  return words.filter((word) => word.toLowerCase().startsWith(small));
}

export function commonBeginning(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

/**
 * Of a filter: a column's name with `=`, then a value that the column shows.
 * @param heads names of the columns
 * @param valuesOf texts of a column: a filter's value is one of their words
 */
export const completeFilter =
  (heads: readonly string[], valuesOf: (column: number) => readonly string[]): Complete =>
  (before) => {
    const from = before.search(/\S*$/);
    const word = before.slice(from);
    const [, key = '', sign = '', value = ''] = /^([^=<>!]+)(!=|<=|>=|=|<|>)(.*)$/s.exec(word) ?? [];
    const column = heads.findIndex((head) => head.toLowerCase() === key.toLowerCase());
    if (column < 0) return { from, choices: beginningWith(heads, word).map((head) => `${head}=`) };
    const values = valuesOf(column)
      .flatMap((text) => text.split(' '))
      .filter((text) => /[\p{L}\p{N}]/u.test(text));
    return { from: from + key.length + sign.length, choices: beginningWith([...new Set(values)], value) };
  };
