/** Which override applies to which part: what its key names there, and whether the part's key can take its values. */
import {
  formatPath,
  InputError,
  listed,
  nearestName,
  pathHint,
  seedSchema,
  shown,
  shownWord,
} from '@ranksweep/core';
import {
  checkRunConfigKeys,
  configPaths,
  distinctKinds,
  drawValues,
  hasOwnName,
  isShortcut,
  kindPaths,
  shortcutPaths,
  unzipped,
  withSettings,
  type AxisValue,
  type SweepPart,
} from '@ranksweep/kinds';
import { parsedOf, type Override } from './overrides.ts';
import { addSeeds } from './seeds.ts';
import { formatValue } from './values.ts';

/** What the overrides set in one part. */
export interface PartOverrides {
  /** Values by path, in the order of the words. A word for this part alone takes precedence over one for all parts. */
  readonly settings: ReadonlyMap<string, readonly AxisValue[]>;
  /** Groups of paths that move together. */
  readonly zip: readonly (readonly string[])[];
  /** Conditions of axes that only some cells have, by path. */
  readonly when: ReadonlyMap<string, string>;
  readonly seeds: readonly number[] | undefined;
}

/**
 * Finds which override applies to which part.
 * @throws InputError for a key that no part has, a value that the key cannot take, or a key that is set twice
 */
export function overridesByPart(
  overrides: readonly Override[],
  parts: Readonly<Record<string, SweepPart>>,
): Map<string, PartOverrides> {
  const targets = overrides.flatMap((override) => targetsOf(override, parts));
  rejectDoubles(targets);
  const kinds = targets.filter(({ path }) => decidesKeys(path));
  const configs = new Map(
    Object.entries(parts).map(([name, part]) => [name, configsWithKinds(part, kinds, name)] as const),
  );
  const reached = new Map(targets.map((target) => [target, partsReached(target, configs)] as const));
  rejectParted(overrides, targets, reached);
  return new Map(
    Object.keys(parts).map((name) => {
      const own = targets.filter((target) => reached.get(target)!.includes(name));
      return [name, partOverrides(own)] as const;
    }),
  );
}

/** @param targets the overrides that apply to the part */
function partOverrides(targets: readonly Target[]): PartOverrides {
  // A word for one part takes precedence over a word for all parts.
  const ordered = targets.toSorted((a, b) => Number(a.part !== undefined) - Number(b.part !== undefined));
  const byPath = new Map(ordered.map((target) => [target.path, target] as const));
  const seeds = byPath.get('seed');
  byPath.delete('seed');
  const together = [...byPath.values()].filter(({ override }) => override.isTogether);
  const words = Map.groupBy(together, ({ override }) => override);
  const conditions = [...byPath].flatMap(([path, { override }]) =>
    override.when === undefined ? [] : [[path, override.when] as const],
  );
  return {
    settings: new Map([...byPath].map(([path, { values }]) => [path, values])),
    zip: unzipped(
      [...words.values()].map((keys) => keys.map(({ path }) => path)),
      [],
    ),
    when: new Map(conditions),
    seeds: seeds === undefined ? undefined : seedsOf(seeds),
  };
}

interface Target {
  readonly override: Override;
  readonly word: string;
  readonly key: string;
  /** Undefined means all parts. */
  readonly part: string | undefined;
  readonly path: string;
  readonly values: readonly AxisValue[];
}

function targetsOf(override: Override, parts: Readonly<Record<string, SweepPart>>): Target[] {
  const { word, settings } = override;
  return settings.map((setting) => {
    const { key } = setting;
    const dot = key.indexOf('.');
    const first = key.slice(0, dot);
    const part = dot > 0 && Object.hasOwn(parts, first) ? first : undefined;
    const path = part === undefined ? key : key.slice(dot + 1);
    const values = 'values' in setting ? setting.values : drawValues(setting.draw, path);
    return { override, word, key, part, path, values };
  });
}

function rejectDoubles(targets: readonly Target[]): void {
  const words = new Map<string, string>();
  for (const { key, word } of targets) {
    const earlier = words.get(key);
    if (earlier !== undefined) {
      throw new InputError(
        `${shownWord(word)}: ${shownWord(key)} is set already, by ${shownWord(earlier)}; list values with commas`,
      );
    }
    words.set(key, word);
  }
}

/** Checks that keys that move together exist in the same parts, and that seeds move with nothing. */
function rejectParted(
  overrides: readonly Override[],
  targets: readonly Target[],
  reached: ReadonlyMap<Target, readonly string[]>,
): void {
  for (const { word, settings, isTogether } of overrides) {
    if (!isTogether || settings.length < 2) continue;
    const [first, ...others] = targets.filter((target) => target.word === word) as [Target, ...Target[]];
    const seed = [first, ...others].find(({ path }) => path === 'seed');
    if (seed !== undefined) {
      throw new InputError(`${shownWord(word)}: expected no seed, which goes with every cell`);
    }
    const partsOf = (target: Target): string => listed(reached.get(target)!);
    const parted = others.find((target) => partsOf(target) !== partsOf(first));
    if (parted === undefined) continue;
    throw new InputError(
      `${shownWord(word)}: expected keys of the same parts; ${first.key} is one of ${partsOf(first)}, ${parted.key} of ` +
        `${partsOf(parted)}; put the part before each key`,
    );
  }
}

/** The configurations of a part for every kind that it may take, and with axes that have names of their own. They decide which keys the part has. */
function configsWithKinds(part: SweepPart, kinds: readonly Target[], name: string): object[] {
  const settings = new Map<string, readonly AxisValue[]>();
  for (const [path, values] of Object.entries(part.axes)) {
    if (decidesKeys(path) || hasOwnName(path, part.base)) settings.set(path, values);
  }
  for (const { part: only, path, values } of kinds) {
    if (only === undefined || only === name) settings.set(path, values);
  }
  return [...settings].reduce<object[]>(
    (configs, [path, values]) =>
      configs.flatMap((config) =>
        telling(path, values).map((value) => withSettings(config, [[path, value]])),
      ),
    [part.base],
  );
}

/** Whether the path decides which keys exist. */
const decidesKeys = (path: string): boolean => kindPaths().has(path) || shortcutPaths().includes(path);

/**
 * The values for which a part's keys are looked up. If the path decides which keys exist, this is one value for each set of keys;
 * otherwise the first value.
 */
const telling = (path: string, values: readonly AxisValue[]): AxisValue[] =>
  kindPaths().has(path) ? distinctKinds(path, values) : values.slice(0, 1);

function partsReached(target: Target, configs: ReadonlyMap<string, readonly object[]>): string[] {
  const { word, part, path } = target;
  const among = part === undefined ? [...configs.keys()] : [part];
  const reached = among.filter((name) => configs.get(name)!.some((config) => hasPath(config, path)));
  if (reached.length === 0) {
    const valid = new Set(among.flatMap((name) => configs.get(name)!.flatMap(configPaths)));
    throw new InputError(`${shownWord(word)}: ${unknownKey(target, [...valid], [...configs.keys()])}`);
  }
  for (const name of reached) {
    const config = configs.get(name)!.find((candidate) => hasPath(candidate, path))!;
    if (path !== 'seed') checkValues(target, config);
  }
  return reached;
}

const hasPath = (config: object, path: string): boolean =>
  configPaths(config).includes(path) || isShortcut(path, config);

function unknownKey({ part, path }: Target, valid: readonly string[], parts: readonly string[]): string {
  const inside = valid.filter((known) => known.startsWith(`${path}.`));
  if (inside.length > 0) return `expected a key, found a group of keys; its keys are ${inside.join(', ')}`;
  const prefix = part === undefined ? '' : `${part}.`;
  const [first, ...rest] = path.split('.');
  const key = rest.join('.');
  if (part === undefined && valid.includes(key)) {
    const nearest = nearestName(first!, parts);
    return nearest === undefined
      ? `expected a part, found ${shownWord(first!)}; parts: ${listed(parts)}`
      : `expected a part, found ${shownWord(first!)}; did you mean ${nearest}.${key}?`;
  }
  const owner = part === undefined ? 'no part has the key' : `part ${part} has no key`;
  return `${owner} ${shownWord(path)}${pathHint(path, valid, prefix)}`;
}

/** Checks each value by itself. Whether values of different keys fit together is checked when the cells are expanded. */
function checkValues({ word, path, values }: Target, config: object): void {
  for (const value of values) {
    const checked = checkRunConfigKeys(withSettings(config, [[path, value]]));
    if (checked.ok) continue;
    for (const problem of checked.problems) {
      const at = formatPath(problem.path);
      if (at !== path && !at.startsWith(`${path}[`)) continue;
      const place = at === path ? '' : `${at}: `;
      const isListWanted = problem.text.startsWith('expected a list') && !Array.isArray(value);
      const note = isListWanted
        ? `; lists are written in brackets: ${path}=[${shownWord(formatValue(value))}]`
        : '';
      throw new InputError(`${shownWord(word)}: ${place}${problem.text}${note}`);
    }
  }
}

/** @throws InputError */
function seedsOf({ word, values }: Target): number[] {
  const seeds = new Set<number>();
  for (const value of values) {
    if (typeof value === 'string') parsedOf(word, () => addSeeds(value, seeds));
    else if (seedSchema.safeParse(value).success) seeds.add(value as number);
    else
      throw new InputError(
        `${shownWord(word)}: expected seeds from 0 to ${seedSchema.maxValue}, found ${shown(value)}`,
      );
  }
  return [...seeds];
}
