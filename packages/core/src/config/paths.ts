/** Dotted paths into a configuration: `task.target.rank`. Lists are values, not levels. */
import { either, listed } from './expectation.ts';
import { nearestName } from './nearest.ts';
import { ownValue } from './jsonSchema.ts';

/** The value at a path; undefined if it is not set. */
export function getPath(config: object, path: string): unknown {
  return path.split('.').reduce<unknown>(ownValue, config);
}

/** A copy with the value at `path` replaced; undefined removes the key. Missing levels are created. */
export function withPath<T extends object>(config: T, path: string, value: unknown): T {
  return replaced(config, path.split('.'), value) as T;
}

function replaced(group: unknown, [key, ...rest]: readonly string[], value: unknown): unknown {
  const entries = typeof group === 'object' && group !== null ? group : {};
  const inner = rest.length === 0 ? value : replaced(ownValue(entries, key!), rest, value);
  const copy = { ...entries, [key!]: inner };
  if (inner === undefined) delete (copy as Record<string, unknown>)[key!];
  return copy;
}

/**
 * A hint about a path that is not in `valid`: `; did you mean init.std?`, or where else to look.
 * @param prefix put before the suggested path, for example a part
 */
export function pathHint(path: string, valid: readonly string[], prefix = ''): string {
  const sameEnding = valid.find((known) => known.endsWith(`.${path}`));
  const nearest = sameEnding ?? nearestName(path, valid);
  if (nearest !== undefined) return `; did you mean ${prefix}${nearest}?`;
  const group = path.split('.')[0]!;
  const inside = valid.filter((known) => known.startsWith(`${group}.`));
  if (inside.length > 0) return `; keys of ${group}: ${listed(inside)}`;
  return `; keys begin with ${either([...new Set(valid.map((known) => known.split('.')[0]!))])}`;
}
