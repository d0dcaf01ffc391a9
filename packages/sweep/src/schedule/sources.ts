/** The sources by name. */
import { expectedOneOf, InputError } from '@ranksweep/core';
import { GRID, SEARCH } from '../defaults.ts';
import type { ExpandedSweep } from '../definition/expand.ts';
import { GridSource } from './grid.ts';
import { SkippingSource } from './skipping.ts';
import type { SourceFactory } from './source.ts';

const gridSource: SourceFactory = (options) =>
  hasSkips(options.sweep) ? new SkippingSource(options) : new GridSource(options);

const sources = new Map<string, SourceFactory>([[GRID, gridSource]]);

/** @throws InputError if the name is taken */
export function registerSource(name: string, factory: SourceFactory): void {
  if (sources.has(name)) throw new InputError(`source ${name}: expected a new name, found one that is taken`);
  sources.set(name, factory);
}

/** @throws InputError if a sweep has rules that only the grid obeys, and another source is asked for */
export function requireObeyed(source: string | SourceFactory, sweep: ExpandedSweep): void {
  if (source === GRID || source === SEARCH || !hasSkips(sweep)) return;
  throw new InputError(
    `${typeof source === 'string' ? `--source ${source}: ` : ''}expected a sweep without skip, which only the grid obeys; found one with it`,
  );
}

/** Where the runs of a sweep come from, unless another source is asked for. */
export const sourceOf = ({ spec }: ExpandedSweep): string =>
  Object.values(spec.parts).some(({ search, boundary }) => search !== undefined || boundary !== undefined)
    ? SEARCH
    : GRID;

/** Whether what is run next follows from results, so that a sweep's runs are not known beforehand. */
export const followsFromResults = (sweep: ExpandedSweep): boolean =>
  sourceOf(sweep) !== GRID || hasSkips(sweep);

export function withoutSkips(sweep: ExpandedSweep): ExpandedSweep {
  const parts = Object.entries(sweep.spec.parts).map(([name, part]) => [name, { ...part, skip: undefined }]);
  return { ...sweep, spec: { ...sweep.spec, parts: Object.fromEntries(parts) } };
}

const hasSkips = ({ spec }: ExpandedSweep): boolean =>
  Object.values(spec.parts).some(({ skip }) => skip !== undefined);

/** @throws InputError if there is no source with this name */
export function requireSource(name: string): SourceFactory {
  const factory = sources.get(name);
  if (factory !== undefined) return factory;
  throw new InputError(`--source: ${expectedOneOf(name, [...sources.keys()])}`);
}
