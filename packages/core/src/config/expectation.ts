/** What a schema expects and what was found instead, in words. */
import { kindsOf, type JsonSchema } from './jsonSchema.ts';
import type { SchemaWalk } from './schemaWalk.ts';

/** For example `a number > 0`, `an integer from 0 to 10`, `a list of integers >= 1`. */
export function expectation(schema: JsonSchema, walk: SchemaWalk): string {
  const nouns = phrase(walk.resolve(schema), walk);
  return nouns.one;
}

interface Phrase {
  readonly one: string;
  readonly many: string;
}

function phrase(schema: JsonSchema, walk: SchemaWalk): Phrase {
  if (schema.enum !== undefined) return both(either(schema.enum));
  if (schema.const !== undefined) return both(String(schema.const));
  if (schema.oneOf !== undefined) return both(`a group of keys whose kind is ${either(kindsOf(schema))}`);
  if (schema.anyOf !== undefined) {
    // A recursive schema describes itself better than its parts do.
    if (schema.anyOf.some((option) => option.items?.$ref !== undefined)) {
      return both(schema.description ?? 'nested lists');
    }
    const options = schema.anyOf.map((option) => phrase(walk.resolve(option), walk));
    return {
      one: options.map((option) => option.one).join(' or '),
      many: options.map((option) => option.many).join(' or '),
    };
  }
  switch (schema.type) {
    case 'integer':
      return { one: `an integer${range(schema)}`, many: `integers${range(schema)}` };
    case 'number':
      return { one: `a number${range(schema)}`, many: `numbers${range(schema)}` };
    case 'boolean':
      return both('true or false');
    case 'string': {
      const length = schema.minLength === schema.maxLength ? schema.minLength : undefined;
      const suffix = length === undefined ? '' : ` of ${length} characters`;
      return { one: `${schema.minLength === 1 ? 'a non-empty' : 'a'} string${suffix}`, many: 'strings' };
    }
    case 'array': {
      const items = schema.items === undefined ? 'values' : phrase(walk.resolve(schema.items), walk).many;
      const least = schema.minItems === undefined ? '' : `, at least ${schema.minItems} of them`;
      return { one: `a list of ${items}${least}`, many: `lists of ${items}` };
    }
    default:
      return both('a group of keys');
  }
}

const both = (text: string): Phrase => ({ one: text, many: text });

function range(schema: JsonSchema): string {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum } = schema;
  // zod bounds every integer by what a double can hold. That bound is not worth mentioning.
  const highest = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  const lowest = minimum === Number.MIN_SAFE_INTEGER ? undefined : minimum;
  if (lowest !== undefined && highest !== undefined) return ` from ${lowest} to ${highest}`;
  const bounds = [
    lowest === undefined ? [] : [`>= ${lowest}`],
    exclusiveMinimum === undefined ? [] : [`> ${exclusiveMinimum}`],
    highest === undefined ? [] : [`<= ${highest}`],
    exclusiveMaximum === undefined ? [] : [`< ${exclusiveMaximum}`],
  ].flat();
  return bounds.length === 0 ? '' : ` ${bounds.join(' and ')}`;
}

/** `a`, `a or b`, `a, b or c`. */
export function either(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)!}`;
}

const longestShown = 60;

/** A value as an error message shows it. Long values are cut. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return cut(JSON.stringify(value));
    case 'object': {
      if (value === null) return 'null';
      if (Array.isArray(value)) return cut(`[${value.slice(0, longestShown).map(shown).join(', ')}]`);
      const keys = Object.keys(value);
      return cut(keys.length === 0 ? 'an empty group' : `a group of the keys ${keys.join(', ')}`);
    }
    case 'function':
      return 'a function';
    default:
      return cut(String(value));
  }
}

/** The beginning of a text of any length. */
export function cut(text: string, longest = longestShown): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 3)}...`;
}

const longestWord = 200;

/** A word from the input, as messages repeat it. */
export const shownWord = (word: string): string => cut(word, longestWord);

const mostListed = 20;

/** A list of names. If there are many, only the first are shown. */
export const listed = (names: readonly string[], separator = ', '): string =>
  names.length <= mostListed
    ? names.map(shownWord).join(separator)
    : `${names.slice(0, mostListed).map(shownWord).join(separator)}${separator}and ${names.length - mostListed} more`;
