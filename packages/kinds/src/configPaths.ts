/** The keys of a run configuration as dotted paths, by the schema of its kind: `task.target.rank`. */
import { getPath, kindsOf, ownValue, withPath } from '@ranksweep/core';
import type { Shortcut } from '@ranksweep/run';
import { claimingKind, kindOf, runKinds, walkOf } from './registry.ts';

/**
 * All leaf paths that are valid for the kinds chosen in a configuration, set or not, in the schema's order. The configuration may
 * lack a seed, as the base of a part does.
 */
export const configPaths = (config: object): string[] => walkOf(kindOf(config)).leafPaths(config);

/** The leaves that are set, as [path, value] in the schema's order. Lists are not split. */
export function flattenConfig(config: object): [path: string, value: unknown][] {
  return configPaths(config).flatMap((path) => {
    const value = getPath(config, path);
    return value === undefined ? [] : [[path, value] as [string, unknown]];
  });
}

/** The keys and groups of keys at the top level of a configuration of any kind. */
export const topKeys = (): string[] => [
  ...new Set(runKinds().flatMap(({ schema }) => Object.keys(schema.shape))),
];

/** The values of each `kind`, by path such as `model.kind` or `task.target.kind`. They decide which other keys exist. */
export function kindPaths(): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const kind of runKinds()) {
    for (const [path, names] of walkOf(kind).kindPaths()) {
      all.set(path, [...new Set([...(all.get(path) ?? []), ...names])]);
    }
  }
  return all;
}

/** Reduces values of a path in `kindPaths` to each existing kind once, and one value that is no kind, if there is any. */
export function distinctKinds<Value>(path: string, values: readonly Value[]): Value[] {
  const known: readonly unknown[] = kindPaths().get(path) ?? [];
  const distinct = [...new Set(values)];
  const unknown = distinct.find((value) => !known.includes(value));
  return [...distinct.filter((value) => known.includes(value)), ...(unknown === undefined ? [] : [unknown])];
}

/** Whether a path may be set even if the configuration does not have it yet, such as a target's file. */
export const isShortcut = (path: string, config: object): boolean =>
  Object.hasOwn(kindOf(config).shortcuts ?? {}, path);

/** Whether the user has named the path, so that it is valid as soon as it is set: a parameter of a program. */
export const hasOwnName = (path: string, config: object): boolean =>
  walkOf(kindOf(config)).hasOwnName(path.split('.'), config);

/** Shortcuts of all kinds. */
export const shortcutPaths = (): string[] =>
  runKinds().flatMap(({ shortcuts }) => Object.keys(shortcuts ?? {}));

/** The paths at which configurations of any kind name files. */
export const filePaths = (): string[] => runKinds().flatMap(({ files }) => files?.paths ?? []);

/** The same, and the paths at which they name data in another way. */
export const pinnedPaths = (): string[] => [
  ...filePaths(),
  ...runKinds().flatMap(({ files }) => files?.names ?? []),
];

/**
 * Sets one path of a configuration with the effect that users expect, unlike `withPath`:
 * - another `kind` drops the keys that the new kind does not have, and keeps the shared ones;
 * - a shortcut of the kind of run is applied: `task.target.file` makes the target one of kind `file`.
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
