/** Changes of searches from the command line. */
import { expectedOneOf, InputError, listed, type RunConfig } from '@ranksweep/core';
import {
  MOST_BOUNDARY_TRIALS,
  rungsOfRun,
  samplerNames,
  unzipped,
  type AxisValue,
  type BoundarySpec,
  type SamplerName,
  type SearchAxis,
  type SearchSpec,
} from '@ranksweep/kinds';

export interface SearchChanges {
  readonly trials?: number | undefined;
  readonly sampler?: SamplerName | undefined;
}

/** @throws InputError for a name that no sampler has */
export function requireSampler(name: string): SamplerName {
  const found = samplerNames.find((known) => known === name);
  if (found !== undefined) return found;
  throw new InputError(`--sampler: ${expectedOneOf(name, samplerNames)}`);
}

interface Searched {
  readonly search?: SearchSpec | undefined;
  readonly boundary?: BoundarySpec | undefined;
}

/** @throws InputError for more trials than a boundary may have */
export function withSearchChanges<Part extends Searched>(part: Part, changes: SearchChanges = {}): Part {
  const { search, boundary } = part;
  const { trials } = changes;
  if (search !== undefined) return { ...part, search: { ...search, ...said(changes) } };
  if (boundary === undefined || trials === undefined) return part;
  if (trials > MOST_BOUNDARY_TRIALS) {
    throw new InputError(
      `--trials: expected at most ${MOST_BOUNDARY_TRIALS} for a boundary, found ${trials}`,
    );
  }
  return { ...part, boundary: { ...boundary, trials } };
}

/** @throws InputError if words have set every axis of a search */
export function requireAxes(parts: readonly (readonly [string, Searched])[]): void {
  const empty = parts.find(
    ([, { search }]) => search !== undefined && Object.keys(search.space).length === 0,
  );
  if (empty === undefined) return;
  throw new InputError(
    `${empty[0]}: expected at least one axis under search.space, found that words set them all`,
  );
}

/**
 * @param examples runs like those that searches will ask for
 * @throws InputError if a pruner would never stop a trial, since every run ends before the first rung
 */
export function requireRungs(
  parts: Readonly<Record<string, Searched>>,
  examples: readonly { readonly part: string; readonly config: RunConfig }[],
): void {
  for (const [part, { search }] of Object.entries(parts)) {
    const config = examples.find((example) => example.part === part)?.config;
    if (search?.pruner === undefined || config === undefined) continue;
    if (rungsOfRun(search.pruner, config).length > 0) continue;
    const { rungs } = search.pruner;
    throw new InputError(
      `${part}: search.pruner.rungs: expected a rung below ${config.stop.maxIterations}, the most iterations of its runs, ` +
        `found ${Array.isArray(rungs) ? `none but ${listed(rungs.map(String))}` : `${rungs.from} as the first`}`,
    );
  }
}

/** @throws InputError if searches are to be changed and there is none */
export function requireSearch(
  name: string,
  parts: readonly (readonly [string, Searched])[],
  changes: SearchChanges = {},
): void {
  if (parts.some(([, { search }]) => search !== undefined)) return;
  const hasBoundary = parts.some(([, { boundary }]) => boundary !== undefined);
  const key = Object.keys(said(changes)).find((one) => one !== 'trials' || !hasBoundary);
  if (key === undefined) return;
  throw new InputError(
    `--${key}: expected a definition with a search${key === 'trials' ? ' or a boundary' : ''}, found that no part of ${name} has one`,
  );
}

/** @throws InputError if seeds are given and every part looks for a boundary, each of whose runs has a seed of its own */
export function requireUseOfSeeds(
  parts: readonly (readonly [string, Searched])[],
  seeds: readonly number[] | undefined,
): void {
  if (seeds === undefined || parts.some(([, { boundary }]) => boundary === undefined)) return;
  throw new InputError(
    `--seeds: expected none where every part looks for a boundary, whose runs have the seeds from boundary.seed on, found ${listed(seeds.map(String))}`,
  );
}

const said = (changes: SearchChanges): SearchChanges =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));

/** A search some of whose axes are set: one value takes an axis out of the space, several are its choices. */
export function withSettingsInSpace(
  search: SearchSpec,
  settings: ReadonlyMap<string, readonly AxisValue[]>,
): SearchSpec {
  const space: Record<string, SearchAxis> = { ...search.space };
  for (const [path, values] of settings) {
    const { when } = space[path] ?? {};
    if (values.length === 1) delete space[path];
    else space[path] = { choices: [...values], ...(when === undefined ? {} : { when }) };
  }
  const { zip = [], ...rest } = search;
  const groups = unzipped(zip, [...settings.keys()]);
  return { ...rest, space, ...(groups.length === 0 ? {} : { zip: groups }) };
}
