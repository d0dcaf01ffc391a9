/**
 * Overrides: the `key=values` words of the command line.
 *
 *     word = key "=" values | zip | random | when | exclude | skip
 *     key  = [part "."] path
 *
 * `path` is a key of the run configuration, such as `task.target.rank`. Without a part, it applies to every part that has the
 * key. One value sets the key; several make it an axis. `seed` sets the seeds. See values.ts for the form of values, together.ts
 * for words with several keys, rules.ts for those that leave out cells and runs, overridesByPart.ts for which part a word applies
 * to, and OVERRIDES.md for the users' guide.
 */
import { InputError, shown, shownWord } from '@ranksweep/core';
import type { AxisValue } from '@ranksweep/kinds';
import { parseRule, type Rule } from './rules.ts';
import { parseSeveral, type Setting } from './together.ts';
import { formatValue, parseValues } from './values.ts';

/** A word as it was written and its meaning, before the parts are known. */
export interface Override {
  readonly word: string;
  /**
   * A word `key=values` has one entry; in other words several entries move together. The text before `=` is a path, perhaps with
   * a part before it.
   */
  readonly settings: readonly Setting[];
  /** Whether its keys move together. */
  readonly isTogether: boolean;
  /** Of a word `when(...)`: the condition under which its keys are axes. */
  readonly when?: string | undefined;
  /** Of a word that says which cells or runs are left out. */
  readonly rule?: Rule | undefined;
}

/** @throws InputError that names the word */
export function parseOverride(word: string): Override {
  const rule = parsedOf(word, () => parseRule(word));
  if (rule !== undefined) return { word, settings: [], isTogether: false, rule };
  const several = parsedOf(word, () => parseSeveral(word));
  if (several !== undefined) return { word, ...several };
  const [, key, text] = /^\s*([^=\s]+?)\s*=(.*)$/s.exec(word) ?? [];
  if (key === undefined || text === undefined) {
    throw new InputError(`${shown(word)}: expected an override such as init.std=0.01, found no key=value`);
  }
  return { word, settings: [{ key, values: parsedOf(word, () => parseValues(text)) }], isTogether: false };
}

/** The word that `parseOverride` reads as this key and these values. */
export function formatOverride(key: string, values: readonly AxisValue[]): string {
  return `${key}=${values.map(formatValue).join(',')}`;
}

/** What `parse` makes of a word, which errors name. */
export function parsedOf<T>(word: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${shownWord(word)}: ${error.message}`);
    throw error;
  }
}
