/** What sweeps and runs are called where they are compared: their address, and what differs between them. */
import { getPath, ownValue, withPath } from '@ranksweep/core';
import type { RunConfig } from '@ranksweep/core';
import { differingPaths, pathsThatDiffer } from './differences.ts';

export interface ComparedSweep {
  readonly id: number;
  readonly name: string;
  readonly preset: string;
  /** As stored: anyone may have written into it. */
  readonly spec: unknown;
}

/** Differences that a label tells; of more, the first. */
const MOST_TOLD = 3;

/** `sweep:4 init.std=0.01`, with the names where these differ; in the order given. */
export function sweepLabels(sweeps: readonly ComparedSweep[]): string[] {
  const settings = sweeps.map(({ spec }) => settingsOf(spec));
  const isOfOne = (key: 'name' | 'preset'): boolean => new Set(sweeps.map((sweep) => sweep[key])).size === 1;
  const paths = isOfOne('name') && isOfOne('preset') ? pathsThatDiffer(settings) : [];
  const told = withoutParts(paths, settings);
  return sweeps.map(({ id, name, preset }, i) => {
    const differences = told.map(([path, texts]) => `${path}=${texts[i]}`);
    return [
      `sweep:${id}`,
      ...(isOfOne('name') ? [] : [name]),
      ...(isOfOne('preset') ? [] : [`preset=${preset}`]),
      ...shortened(differences),
    ].join(' ');
  });
}

/** `run:13 init.std=0.01`, in the order given. */
export function runLabels(runs: readonly { readonly runId: number; readonly config: RunConfig }[]): string[] {
  const configs = runs.map(({ config }) => config);
  const seeds = new Set(configs.map(({ seed }) => seed)).size > 1 ? ['seed'] : [];
  const paths = [...differingPaths(configs), ...seeds];
  return runs.map(({ runId, config }) =>
    [`run:${runId}`, ...shortened(paths.map((path) => `${path}=${textOf(getPath(config, path))}`))].join(' '),
  );
}

const shortened = (differences: readonly string[]): string[] =>
  differences.length <= MOST_TOLD
    ? [...differences]
    : [...differences.slice(0, MOST_TOLD), `and ${differences.length - MOST_TOLD} more`];

/** Every part's configuration, with the values of an axis as text in place of its base's value. */
function settingsOf(spec: unknown): object {
  const parts = Object.entries(groupAt(spec, 'parts')).map(([name, part]) => {
    const axes = Object.entries({ ...groupAt(part, 'axes'), seed: ownValue(part, 'seeds') });
    const base = groupAt(part, 'base');
    return [name, axes.reduce((config, [path, values]) => withPath(config, path, axisText(values)), base)];
  });
  return Object.fromEntries(parts) as object;
}

function groupAt(value: unknown, key: string): object {
  const found = ownValue(value, key);
  return typeof found === 'object' && found !== null && !Array.isArray(found) ? found : {};
}

const axisText = (values: unknown): string =>
  Array.isArray(values) ? values.map(textOf).join(',') : textOf(values);

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none');

/** What differs alike in all parts that have it is told once, without the part. */
function withoutParts(
  paths: readonly string[],
  settings: readonly object[],
): [path: string, texts: readonly string[]][] {
  const texts = paths.map((path) => settings.map((one) => textOf(getPath(one, path))));
  const byKey = Map.groupBy(
    paths.map((path, i) => ({ path, key: path.slice(path.indexOf('.') + 1), texts: texts[i]! })),
    ({ key }) => key,
  );
  return [...byKey].flatMap(([key, found]): [string, readonly string[]][] => {
    const having = Object.values(settings[0]!).filter((part: object) => getPath(part, key) !== undefined);
    const isAlike = new Set(found.map((one) => one.texts.join('\n'))).size === 1;
    return isAlike && found.length === having.length
      ? [[key, found[0]!.texts]]
      : found.map((one) => [one.path, one.texts]);
  });
}
