/**
 * Converts a value from a user's program to JSON text. `JSON.stringify` would drop functions, turn NaN into null and call
 * `toJSON` methods. This function refuses anything that is not plain JSON, and names the path to it.
 */
import { isProxy } from 'node:util/types';
import type { PathKey } from '@ranksweep/core';

// Keep references to these functions, because the user's program may have replaced them since.
const { stringify } = JSON;

const MOST_VALUES = 1_000_000;
const MOST_LEVELS = 1000;

export class NoJsonError extends Error {
  override readonly name = 'NoJsonError';
  readonly path: readonly PathKey[];

  constructor(message: string, path: readonly PathKey[]) {
    super(message);
    this.path = path;
  }
}

/**
 * Reads every property once, so that getters and proxies cannot answer differently a second time.
 * @throws NoJsonError for a value that is not plain JSON, or is too large or too deep; and whatever a getter or a proxy throws
 */
export function jsonText(value: unknown): string {
  let values = 0;
  const holders = new Set<object>();

  function textOf(inner: unknown, path: readonly PathKey[]): string {
    if (++values > MOST_VALUES) {
      throw new NoJsonError(`expected at most ${MOST_VALUES} values, found more`, []);
    }
    if (isScalar(inner)) return stringify(inner);
    if (typeof inner !== 'object') throw new NoJsonError(expectedJson(nameOf(inner)), path);
    if (holders.has(inner)) throw new NoJsonError(expectedJson('a value that holds itself'), path);
    if (path.length === MOST_LEVELS) {
      throw new NoJsonError(`expected at most ${MOST_LEVELS} levels, found more`, []);
    }
    holders.add(inner);
    const text = Array.isArray(inner) ? arrayText(inner, path) : groupText(inner, path);
    holders.delete(inner);
    return text;
  }

  function arrayText(items: readonly unknown[], path: readonly PathKey[]): string {
    const texts: string[] = [];
    const { length } = items;
    for (let i = 0; i < length; i++) texts.push(textOf(items[i], [...path, i]));
    return `[${texts.join(',')}]`;
  }

  function groupText(group: object, path: readonly PathKey[]): string {
    if (!isPlain(group)) throw new NoJsonError(expectedJson(classOf(group)), path);
    const texts = Object.keys(group).map((key) => {
      const inner = textOf((group as Record<string, unknown>)[key], [...path, key]);
      return `${stringify(key)}:${inner}`;
    });
    return `{${texts.join(',')}}`;
  }

  return textOf(value, []);
}

const isScalar = (value: unknown): value is string | number | boolean | null =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value));

/** Whether the prototype is null or that of plain objects, possibly of another realm. */
function isPlain(group: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(group);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

const expectedJson = (found: string): string => `expected a value as in JSON, found ${found}`;

function nameOf(value: unknown): string {
  if (typeof value === 'undefined') return 'undefined; leave the key out where nothing is meant';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'bigint') return `the BigInt ${value}n; write the number without n`;
  return `a ${typeof value}`;
}

function classOf(group: object): string {
  if (isProxy(group)) return 'a Proxy';
  const { name } = (group.constructor ?? {}) as { name?: unknown };
  return typeof name === 'string' && name !== '' ? `an object of class ${name}` : 'an object of a class';
}
