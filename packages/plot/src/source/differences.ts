/** What tells runs apart beside their seeds: the paths at which their configurations differ, and labels of these. */
import { getPath } from '@ranksweep/core';
import type { RunConfig } from '@ranksweep/core';
import type { AxisNames } from '@ranksweep/kinds';
import { axisTitle, valueLabels } from './axisNames.ts';

export interface Configured {
  readonly config: RunConfig;
}

/** How long and how often a run is recorded is no property of its trajectory, and seeds are drawn as such. */
const NO_DIFFERENCE = new Set(['seed', 'stop', 'record']);

/** Paths at which groups of keys differ, `init.std` for example, in the order of the keys. */
export const pathsThatDiffer = (groups: readonly object[]): string[] => differing(groups, '');

/** Paths at which configurations differ in what fixes a trajectory beside its seed. */
export const differingPaths = (configs: readonly object[]): string[] =>
  pathsThatDiffer(configs).filter((path) => !NO_DIFFERENCE.has(path.split('.')[0]!));

function differing(values: readonly unknown[], path: string): string[] {
  const groups = path === '' ? values : distinct(values);
  if (groups.length < 2) return [];
  if (!groups.every(isGroup)) return [path];
  const keys = [...new Set(groups.flatMap((group) => Object.keys(group)))];
  return keys.flatMap((key) =>
    differing(
      groups.map((group) => group[key]),
      path === '' ? key : `${path}.${key}`,
    ),
  );
}

const distinct = (values: readonly unknown[]): unknown[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path as JSON, `null` where there is none. */
export const keyAt = ({ config }: Configured, path: string): string =>
  JSON.stringify(getPath(config, path) ?? null);

export interface Variants {
  /** Paths at which runs differ that are alike in all that was named. */
  readonly paths: readonly string[];
  /** `init std`; absent where several paths, or none, tell them apart. */
  readonly title?: string;
  /** How many there are. */
  readonly count: number;
  /** `0.05`, or `init.std=0.05, task.observed=60` of several paths; undefined where nothing differs. */
  labelOf(run: Configured): string | undefined;
}

/**
 * @param named paths that a panel shows in another way: by a colour or along an axis. A path whose values follow from those of
 *   the named ones is not told, too.
 */
export function variantsOf(
  runs: readonly Configured[],
  named: readonly string[],
  names?: AxisNames,
): Variants {
  const paths: string[] = [];
  const keys = new Map<string, readonly string[]>();
  const keysAt = (path: string): readonly string[] => {
    const found = keys.get(path) ?? runs.map((run) => keyAt(run, path));
    keys.set(path, found);
    return found;
  };
  const classes = (chosen: readonly string[]): number => {
    const columns = chosen.map(keysAt);
    return new Set(runs.map((_, i) => columns.map((column) => column[i]).join('\n'))).size;
  };
  let told = classes(named);
  const candidates = differingPaths(runs.map(({ config }) => config)).filter((path) => !named.includes(path));
  for (const path of candidates) {
    const withPath = classes([...named, ...paths, path]);
    if (withPath > told) paths.push(path);
    told = withPath;
  }
  if (paths.length === 0) return { paths, count: 1, labelOf: () => undefined };
  const labels = new Map(paths.map((path) => [path, labelsAt(runs, path, names)]));
  const labelAt = (run: Configured, path: string): string => labels.get(path)!.get(keyAt(run, path))!;
  const [only, ...others] = paths;
  return {
    paths,
    ...(others.length === 0 ? { title: axisTitle(only!, names) } : {}),
    count: classes(paths),
    labelOf: (run) =>
      others.length === 0
        ? labelAt(run, only!)
        : paths.map((path) => `${path}=${labelAt(run, path)}`).join(', '),
  };
}

/** Labels of the values of a path by their JSON; numbers ascending, other values as the runs have them. */
export function labelsAt(runs: readonly Configured[], path: string, names?: AxisNames): Map<string, string> {
  const keys = [...new Set(runs.map((run) => keyAt(run, path)))];
  const values = keys.map((key): unknown => JSON.parse(key));
  if (values.every((value) => typeof value === 'number')) values.sort((a, b) => a - b);
  const labels = valueLabels(path, values, names);
  return new Map(values.map((value, i) => [JSON.stringify(value), value === null ? 'none' : labels[i]!]));
}

/** The path with the most values, which a colour for each serves best; undefined where runs are alike. */
export function widestPath(runs: readonly Configured[], paths: readonly string[]): string | undefined {
  const size = (path: string): number => new Set(runs.map((run) => keyAt(run, path))).size;
  return paths.toSorted((a, b) => size(b) - size(a))[0];
}
