/** The sources by name. */
import { hint, InputError } from '@ranksweep/core';
import { GRID } from '../defaults.ts';
import { gridSource } from './grid.ts';
import type { SourceFactory } from './source.ts';

const sources = new Map<string, SourceFactory>([[GRID, gridSource]]);

/** @throws InputError if the name is taken */
export function registerSource(name: string, factory: SourceFactory): void {
  if (sources.has(name)) throw new InputError(`source ${name}: expected a new name, found one that is taken`);
  sources.set(name, factory);
}

/** @throws InputError if there is no source with this name */
export function requireSource(name: string): SourceFactory {
  const factory = sources.get(name);
  if (factory !== undefined) return factory;
  throw new InputError(`--source: found '${name}'${hint(name, [...sources.keys()], 'what there is')}`);
}
