/** Damage to the structure of a value: keys and items dropped, renamed, replaced by values of other kinds, nested. */
import { hostileTokens } from './text.ts';
import type { Random } from '../random.ts';

const scalars: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -0,
  1,
  -1,
  2,
  0.5,
  1e-320,
  1e9,
  1e12,
  1e300,
  2 ** 31,
  2 ** 48,
  2 ** 53,
  NaN,
  Infinity,
  -Infinity,
  undefined,
  '',
  'a',
  'x'.repeat(100_000),
];
/** Made anew each time: what is damaged later is a part of the value. */
const groups: readonly ((random: Random) => unknown)[] = [
  () => [],
  () => ({}),
  (random) => new Array(random.few(200_000)).fill(random.pick([1, 2, 'a', null])),
  (random) => Array.from({ length: random.few(2000) }, (_, i) => i + 1),
  (random) => Object.fromEntries(Array.from({ length: random.few(3000) }, (_, i) => [`key${i}`, i])),
  (random) => nested(random, random.few(1200)),
  (random) => ({ kind: random.pick(kinds) }),
];
const kinds = [
  'matrix',
  'cp',
  'hierarchical',
  'gaussian',
  'file',
  'completion',
  'sensing',
  'mse',
  'sgd',
  'adam',
  'heatmap',
  'curves',
];
const names = [
  '__proto__',
  'constructor',
  'kind',
  'seed',
  'tree',
  'dims',
  'widths',
  'file',
  'a.b',
  '',
  'parts',
  'axes',
];

function nested(random: Random, levels: number): unknown {
  let value: unknown = random.pick([1, 'a', null]);
  for (let level = 0; level < levels; level++) value = random.chance(0.9) ? [value, level + 2] : { a: value };
  return value;
}

/** A value of any kind that JSON has, and some that it has not. */
function hostileValue(random: Random): unknown {
  if (random.chance(0.4)) return random.pick(scalars);
  return random.chance(0.4) ? random.pick(hostileTokens) : random.pick(groups)(random);
}

/** 0 where it is nested too deeply to be copied. */
function cloned(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch (error) {
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

interface Place {
  readonly group: Record<string, unknown>;
  readonly key: string;
}

function places(value: unknown, found: Place[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return found;
  const group = value as Record<string, unknown>;
  for (const key of Object.keys(group)) {
    if (found.length > 2000) return found;
    found.push({ group, key });
    places(group[key], found);
  }
  return found;
}

/** Own keys alone: assigning to `__proto__` would set the prototype, and to a list's length cut it. */
const assign = (group: object, key: string, value: unknown): void =>
  void Object.defineProperty(group, key === 'length' ? 'len' : key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });

export function mutateValue(value: unknown, random: Random): unknown {
  if (random.chance(0.02)) return hostileValue(random);
  const copy: unknown = structuredClone(value);
  for (let count = random.few(5); count > 0; count--) {
    const all = places(copy);
    if (all.length === 0) return hostileValue(random);
    const { group, key } = random.pick(all);
    if (random.chance(0.15)) delete group[key];
    else if (random.chance(0.25))
      assign(
        group,
        random.chance(0.5) ? random.pick(names) : random.pick(hostileTokens),
        hostileValue(random),
      );
    else if (random.chance(0.2)) assign(group, key, cloned(random.pick(all).group));
    else assign(group, key, hostileValue(random));
  }
  return copy;
}

/** JSON that also holds what JSON has no word for. */
export const valueToText = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (inner === undefined) return '@undefined';
    return typeof inner === 'number' && (!Number.isFinite(inner) || Object.is(inner, -0))
      ? `@${Object.is(inner, -0) ? '-0' : inner}`
      : inner;
  });

export const textToValue = (text: string): unknown =>
  JSON.parse(text, (_, inner: unknown) => {
    if (inner === '@undefined') return null;
    return typeof inner === 'string' && /^@(?:NaN|-?Infinity|-0)$/.test(inner)
      ? Number(inner.slice(1))
      : inner;
  });
