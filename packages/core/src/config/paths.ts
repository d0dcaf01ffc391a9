/** Dotted paths into a run configuration: `task.target.rank`. Lists are values, not levels. */
import { either, listed } from './expectation.ts';
import { nearestName } from './nearest.ts';
import { runConfigSchema } from './schema.ts';
import { kindsOf, ownValue, SchemaWalk } from './schemaWalk.ts';

export const runConfigWalk = new SchemaWalk(runConfigSchema);

/**
 * All leaf paths that are valid for the kinds chosen in a configuration, set or not, in the schema's order. A
 * configuration without its seed (the base of a part) will do.
 */
export function configPaths(config: object): string[] {
  return runConfigWalk.leafPaths(config);
}

let knownKindPaths: readonly string[] | undefined;

/** The paths of kinds, which decide what other keys there are: `model.kind`, `task.target.kind`, ... */
export const kindPaths = (): readonly string[] =>
  (knownKindPaths ??= configPaths({ task: { kind: 'completion' } }).filter((path) => path.endsWith('.kind')));

/** Of values for a path of `kindPaths`, each kind that there is, once, and one that there is not, if any: few, however many values. */
export function distinctKinds<Value>(path: string, values: readonly Value[]): Value[] {
  const union = runConfigWalk.at(path.split('.').slice(0, -1), { task: { kind: 'completion' } });
  const known: readonly unknown[] = union === undefined ? [] : kindsOf(union);
  const distinct = [...new Set(values)];
  const unknown = distinct.find((value) => !known.includes(value));
  return [...distinct.filter((value) => known.includes(value)), ...(unknown === undefined ? [] : [unknown])];
}

/** The value at a path; undefined when it is not set. */
export function getPath(config: object, path: string): unknown {
  return path.split('.').reduce<unknown>(ownValue, config);
}

/** A copy with the value at `path` replaced; undefined removes the key. Levels that are missing are made. */
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

/** The leaves that are set, as [path, value] in the schema's order; lists whole. */
export function flattenConfig(config: object): [path: string, value: unknown][] {
  return configPaths(config).flatMap((path) => {
    const value = getPath(config, path);
    return value === undefined ? [] : [[path, value] as [string, unknown]];
  });
}

/**
 * Sets one path of a configuration as a user means it, other than `withPath`:
 * - another `kind` drops the keys that the new kind does not have, and keeps those that it shares with the old;
 * - `task.target.file` makes the target one of kind `file`, taken as it is (no other key of the old target is kept).
 */
export function withSetting<T extends object>(config: T, path: string, value: unknown): T {
  if (path === 'task.target.file') {
    const scale = getPath(config, 'task.target.kind') === 'file' ? frobeniusNormOf(config) : {};
    return withPath(config, 'task.target', { kind: 'file', file: value, ...scale });
  }
  if (!path.endsWith('.kind')) return withPath(config, path, value);
  return withKind(config, path.slice(0, -'.kind'.length), value);
}

/** Sets several paths, kinds before the keys that depend on them. */
export function withSettings<T extends object>(
  config: T,
  settings: readonly (readonly [path: string, value: unknown])[],
): T {
  const rank = (path: string): number => {
    if (path.endsWith('.kind')) return path.split('.').length;
    return path === 'task.target.file' ? 10 : 11;
  };
  return settings
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .reduce((current, [path, value]) => withSetting(current, path, value), config);
}

function withKind<T extends object>(config: T, group: string, kind: unknown): T {
  if (getPath(config, `${group}.kind`) === kind) return config;
  const union = runConfigWalk.at(group.split('.'), config);
  if (union === undefined || typeof kind !== 'string' || !kindsOf(union).includes(kind)) {
    return withPath(config, `${group}.kind`, kind);
  }
  // A tensor from a file has a scale of its own.
  const keys =
    kind === 'file' ? [] : Object.keys(runConfigWalk.branch(union, { kind })?.properties ?? {}).slice(1);
  const shared = keys.flatMap((key) => {
    const value = getPath(config, `${group}.${key}`);
    return value === undefined ? [] : [[key, value] as const];
  });
  return withPath(config, group, { kind, ...Object.fromEntries(shared) });
}

function frobeniusNormOf(config: object): object {
  const frobeniusNorm = getPath(config, 'task.target.frobeniusNorm');
  return frobeniusNorm === undefined ? {} : { frobeniusNorm };
}

/**
 * What to say about a path that is none of `valid`: `; did you mean init.std?`, or where else to look.
 * @param prefix put before the path suggested, a part for example
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
