/** Reads values and function calls from a text, left to right. See values.ts for their form. */
import { hint, InputError, shown, shownWord } from '@ranksweep/core';
import type { AxisValue } from '@ranksweep/kinds';
import { linspace, logspace, MOST_OF_WORD, range } from './sequences.ts';

/** The deepest nesting of lists, which exceeds that of any mode tree. */
const DEEPEST = 500;

const NUMBER_PATTERN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Reads a word without quotes. If it looks like a number or a truth value, it is one. */
export function scalar(word: string): AxisValue {
  if (word === 'true' || word === 'false') return word === 'true';
  return NUMBER_PATTERN.test(word) ? Number(word) : word;
}

const SEQUENCES: Readonly<Record<string, (numbers: readonly number[]) => number[]>> = {
  range,
  linspace,
  logspace,
};

/** Every method throws an InputError that says what was expected and at which position of the text. */
export class ValueReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Reads values separated by commas. Sequences are written out. */
  values(): AxisValue[] {
    return this.#values(() => this.skip(','));
  }

  /** The same, but stops at a comma that is followed by a key. */
  valuesBeforeKey(): AxisValue[] {
    return this.#values(() => !this.#isKeyNext() && this.skip(','));
  }

  #values(goesOn: () => boolean): AxisValue[] {
    const all: AxisValue[] = [];
    do {
      for (const value of this.#item()) all.push(value);
      if (all.length > MOST_OF_WORD)
        throw new InputError(`expected at most ${MOST_OF_WORD} values, found more`);
    } while (goesOn());
    return all;
  }

  /** The text before the next `=`. */
  key(): string {
    return this.#matched(/\s*([^\s=,()[\]"']+)\s*=/y) ?? this.fail('key=values');
  }

  /** The name before the next `(`; undefined if there is none. */
  functionName(): string | undefined {
    return this.#matched(/\s*([A-Za-z_][\w-]*)\s*\(/y);
  }

  /** The text up to the comma or parenthesis that ends a function's first argument, whatever is in brackets or quotes before. */
  condition(): string {
    const start = this.#at;
    let depth = 0;
    for (; this.#at < this.#text.length; this.#at++) {
      const next = this.#text[this.#at]!;
      if (next === '"' || next === "'") {
        this.#quoted(next);
        this.#at--;
      } else if ('(['.includes(next)) depth++;
      else if (depth === 0 && ',)'.includes(next)) break;
      else if (')]'.includes(next)) depth--;
    }
    return this.#text.slice(start, this.#at).trim();
  }

  end(): void {
    this.#blanks();
    if (this.#at < this.#text.length) this.fail('a comma or the end');
  }

  #item(): AxisValue[] {
    const name = this.functionName();
    if (name === undefined) return [this.value()];
    const known = Object.keys(SEQUENCES);
    if (!known.includes(name)) {
      throw new InputError(
        `expected a function or a quoted string, found ${shownWord(name)}(...)${hint(name, known, 'functions')}`,
      );
    }
    const numbers: number[] = [];
    do numbers.push(this.number());
    while (this.skip(','));
    this.close();
    return SEQUENCES[name]!(numbers);
  }

  number(): number {
    const start = this.#at;
    const value = this.value();
    if (typeof value === 'number') return value;
    this.#at = start;
    return this.fail('a number');
  }

  value(): AxisValue {
    return this.#value(0);
  }

  /** Expects the parenthesis that closes a function's arguments. */
  close(): void {
    if (!this.skip(')')) this.fail('a comma or )');
  }

  #value(depth: number): AxisValue {
    this.#blanks();
    const next = this.#text[this.#at];
    if (next === '[') return this.#list(depth);
    if (next === '"' || next === "'") return this.#quoted(next);
    const bare = /[^,[\]()"']+/y;
    bare.lastIndex = this.#at;
    const word = bare.exec(this.#text)?.[0].trimEnd();
    if (word === undefined || word === '') return this.fail('a value');
    const value = scalar(word);
    if (value === Infinity || value === -Infinity) this.fail('a number that a double can hold');
    this.#at = bare.lastIndex;
    return value;
  }

  #list(depth: number): AxisValue[] {
    if (depth === DEEPEST) this.fail(`at most ${DEEPEST} levels of lists`);
    this.#at++;
    const values: AxisValue[] = [];
    if (this.skip(']')) return values;
    do values.push(this.#value(depth + 1));
    while (this.skip(','));
    if (!this.skip(']')) this.fail('a comma or ]');
    return values;
  }

  #quoted(quote: string): string {
    const start = this.#at++;
    let value = '';
    for (;;) {
      const next = this.#text[this.#at++];
      if (next === undefined) {
        this.#at = start;
        return this.fail(`a closing ${quote}`);
      }
      if (next === quote) return value;
      value += next === '\\' ? (this.#text[this.#at++] ?? '') : next;
    }
  }

  #blanks(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #isKeyNext(): boolean {
    const key = /\s*,\s*[^\s=,()[\]"']+\s*=/y;
    key.lastIndex = this.#at;
    return key.test(this.#text);
  }

  /** Returns what the pattern's group matches at this position, and moves past it. */
  #matched(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[1];
    if (found !== undefined) this.#at = pattern.lastIndex;
    return found;
  }

  skip(character: string): boolean {
    this.#blanks();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  fail(expected: string): never {
    this.#blanks();
    const rest = this.#text.slice(this.#at);
    throw new InputError(`expected ${expected}, found ${rest === '' ? 'the end' : shown(rest)}`);
  }
}
