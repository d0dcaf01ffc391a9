/** The keys of a run configuration, by the schema of its kind, as dotted paths: `task.target.rank`. */
import { getPath, kindsOf, ownValue, withPath } from '@ranksweep/core';
import type { Shortcut } from '@ranksweep/run';
import { claimingKind, kindOf, runKinds, walkOf } from './registry.ts';

/**
 * All leaf paths that are valid for the kinds chosen in a configuration, set or not, in the schema's order. A
 * configuration without its seed (the base of a part) will do.
 */
export const configPaths = (config: object): string[] => walkOf(kindOf(config)).leafPaths(config);

/** The leaves that are set, as [path, value] in the schema's order; lists whole. */
export function flattenConfig(config: object): [path: string, value: unknown][] {
  return configPaths(config).flatMap((path) => {
    const value = getPath(config, path);
    return value === undefined ? [] : [[path, value] as [string, unknown]];
  });
}

/** Names of the groups of keys, and keys, that a configuration of any kind begins with. */
export const topKeys = (): string[] => [
  ...new Set(runKinds().flatMap(({ schema }) => Object.keys(schema.shape))),
];

/** Values of `kind` by its path, `model.kind` or `task.target.kind`: they decide what other keys there are. */
export function kindPaths(): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const kind of runKinds()) {
    for (const [path, names] of walkOf(kind).kindPaths()) {
      all.set(path, [...new Set([...(all.get(path) ?? []), ...names])]);
    }
  }
  return all;
}

/** Of values for a path of `kindPaths`, each kind that there is, once, and one that there is not, if any: few, however many values. */
export function distinctKinds<Value>(path: string, values: readonly Value[]): Value[] {
  const known: readonly unknown[] = kindPaths().get(path) ?? [];
  const distinct = [...new Set(values)];
  const unknown = distinct.find((value) => !known.includes(value));
  return [...distinct.filter((value) => known.includes(value)), ...(unknown === undefined ? [] : [unknown])];
}

/** Whether a path may be set where the configuration does not have it yet, as a target's file may. */
export const isShortcut = (path: string, config: object): boolean =>
  Object.hasOwn(kindOf(config).shortcuts ?? {}, path);

/** Shortcuts of any kind. */
export const shortcutPaths = (): string[] =>
  runKinds().flatMap(({ shortcuts }) => Object.keys(shortcuts ?? {}));

/** Where configurations of any kind name files. */
export const filePaths = (): string[] => runKinds().flatMap(({ files }) => files?.paths ?? []);

/**
 * Sets one path of a configuration as a user means it, other than `withPath`:
 * - another `kind` drops the keys that the new kind does not have, and keeps those that it shares with the old;
 * - a shortcut of the kind of run does what it does: `task.target.file` makes the target one of kind `file`.
 */
function withSetting<T extends object>(config: T, path: string, value: unknown): T {
  const shortcut = ownValue(kindOf(config).shortcuts, path) as Shortcut | undefined;
  const set = shortcut?.(config, value);
  if (set !== undefined) return set;
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
    return isShortcut(path, config) ? 10 : 11;
  };
  return settings
    .toSorted(([a], [b]) => rank(a) - rank(b))
    .reduce((current, [path, value]) => withSetting(current, path, value), config);
}

function withKind<T extends object>(config: T, group: string, kind: unknown): T {
  if (getPath(config, `${group}.kind`) === kind) return config;
  const renamed = withPath(config, `${group}.kind`, kind);
  const runKind = claimingKind(renamed) ?? kindOf(config);
  const walk = walkOf(runKind);
  const union = walk.at(group.split('.'), renamed);
  if (union === undefined || typeof kind !== 'string' || !kindsOf(union).includes(kind)) return renamed;
  const keys = Object.keys(walk.branch(union, { kind })?.properties ?? {}).slice(1);
  const shared = keys.flatMap((key) => {
    const value = getPath(config, `${group}.${key}`);
    return value === undefined ? [] : [[key, value] as const];
  });
  const changed = withPath(config, group, { kind, ...Object.fromEntries(shared) });
  if (runKind === kindOf(config)) return changed;
  const entries = Object.entries(changed).filter(([key]) => Object.hasOwn(runKind.schema.shape, key));
  return Object.fromEntries(entries) as T;
}
