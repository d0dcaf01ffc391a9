/**
 * Values as they are written on the command line:
 *
 *     values   = item *("," item)
 *     item     = call | value
 *     call     = ("range" | "linspace" | "logspace") "(" number *("," number) ")"
 *     value    = list | quoted | "true" | "false" | number | bare
 *     list     = "[" [value *("," value)] "]"
 *     quoted   = '"' characters with \" and \\ '"' | "'" likewise "'"
 *     bare     = characters other than , [ ] ( ) " '
 *
 * Blanks around items do not count. What looks like a number or a truth value is one; quotes make it a string.
 */
import { hint, InputError, shown, shownWord } from '@ranksweep/core';
import type { AxisValue } from '@ranksweep/kinds';
import { linspace, logspace, MOST_OF_WORD, range } from './sequences.ts';

/** Nesting of lists: deeper than any mode tree. */
const DEEPEST = 500;

/**
 * The values of a comma-separated list, sequences written out.
 * @throws InputError that says what was expected at which place of the text
 */
export function parseValues(text: string): AxisValue[] {
  return new ValueReader(text).values();
}

/** A value as `parseValues` reads it back. */
export function formatValue(value: AxisValue): string {
  if (Array.isArray(value)) return `[${value.map(formatValue).join(',')}]`;
  if (typeof value !== 'string') return String(value);
  const bare =
    /^[^,[\]()"'\s](?:[^,[\]()"']*[^,[\]()"'\s])?$/.test(value) && typeof scalar(value) === 'string';
  return bare ? value : `"${value.replaceAll(/["\\]/g, '\\$&')}"`;
}

const NUMBER_PATTERN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function scalar(word: string): AxisValue {
  if (word === 'true' || word === 'false') return word === 'true';
  return NUMBER_PATTERN.test(word) ? Number(word) : word;
}

const SEQUENCES: Readonly<Record<string, (numbers: readonly number[]) => number[]>> = {
  range,
  linspace,
  logspace,
};

class ValueReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  values(): AxisValue[] {
    const all: AxisValue[] = [];
    do {
      for (const value of this.#item()) all.push(value);
      if (all.length > MOST_OF_WORD)
        throw new InputError(`expected at most ${MOST_OF_WORD} values, found more`);
    } while (this.#skip(','));
    this.#blanks();
    if (this.#at < this.#text.length) this.#fail('a comma or the end');
    return all;
  }

  #item(): AxisValue[] {
    const call = /\s*([A-Za-z_]\w*)\s*\(/y;
    call.lastIndex = this.#at;
    const name = call.exec(this.#text)?.[1];
    if (name === undefined) return [this.#value(0)];
    const known = Object.keys(SEQUENCES);
    if (!known.includes(name)) {
      throw new InputError(
        `unknown function ${shownWord(name)}(...); quote a string that has parentheses${hint(name, known, 'functions')}`,
      );
    }
    this.#at = call.lastIndex;
    const numbers: number[] = [];
    do numbers.push(this.#number());
    while (this.#skip(','));
    if (!this.#skip(')')) this.#fail('a comma or )');
    return SEQUENCES[name]!(numbers);
  }

  #number(): number {
    const start = this.#at;
    const value = this.#value(0);
    if (typeof value === 'number') return value;
    this.#at = start;
    return this.#fail('a number');
  }

  #value(depth: number): AxisValue {
    this.#blanks();
    const next = this.#text[this.#at];
    if (next === '[') return this.#list(depth);
    if (next === '"' || next === "'") return this.#quoted(next);
    const bare = /[^,[\]()"']+/y;
    bare.lastIndex = this.#at;
    const word = bare.exec(this.#text)?.[0].trimEnd();
    if (word === undefined || word === '') return this.#fail('a value');
    const value = scalar(word);
    if (value === Infinity || value === -Infinity) this.#fail('a number that a double can hold');
    this.#at = bare.lastIndex;
    return value;
  }

  #list(depth: number): AxisValue[] {
    if (depth === DEEPEST) this.#fail(`at most ${DEEPEST} levels of lists`);
    this.#at++;
    const values: AxisValue[] = [];
    if (this.#skip(']')) return values;
    do values.push(this.#value(depth + 1));
    while (this.#skip(','));
    if (!this.#skip(']')) this.#fail('a comma or ]');
    return values;
  }

  #quoted(quote: string): string {
    const start = this.#at++;
    let value = '';
    for (;;) {
      const next = this.#text[this.#at++];
      if (next === undefined) {
        this.#at = start;
        return this.#fail(`a closing ${quote}`);
      }
      if (next === quote) return value;
      value += next === '\\' ? (this.#text[this.#at++] ?? '') : next;
    }
  }

  #blanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #skip(character: string): boolean {
    this.#blanks();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #fail(expected: string): never {
    this.#blanks();
    const rest = this.#text.slice(this.#at);
    throw new InputError(`expected ${expected}, found ${rest === '' ? 'the end' : shown(rest)}`);
  }
}
