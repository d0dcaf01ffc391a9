/**
 * Users' modules that add kinds of run, engines, launchers and sources. Each module lists them by name in its default export.
 * Modules are loaded before a command does anything else, and again in every lane, which finds their paths in the environment.
 */
import { realpathSync } from 'node:fs';
import { delimiter } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expectedOneOf, InputError } from '@ranksweep/core';
import { registerEngine } from '@ranksweep/engine';
import { registerKind, type RunKind } from '@ranksweep/kinds';
import { allowOwnPackages } from './ownPackages.ts';

/** Paths of modules, separated like those of PATH. */
const VARIABLE = 'RANKSWEEP_EXTENSIONS';

/** What a module may list. */
const LISTS = ['kinds', 'engines', 'launchers', 'sources'] as const;

/** Registers one entry of a list. */
type Register = (name: string, entry: never) => void;

export type Registers = Readonly<Record<(typeof LISTS)[number], Register>>;

/** Lanes compute what they are handed: they need no launcher and no source. */
export const registersOfLane = {
  kinds: (name: string, kind: RunKind) => registerKind({ ...kind, name }),
  engines: registerEngine,
} satisfies Partial<Registers>;

const loaded = new Set<string>();

/**
 * Loads the modules that the environment names, and others, which it adds to the environment.
 * @param registers takes what the modules list; the rest is left alone
 * @throws InputError if a module cannot be loaded, is not an extension, or uses a name that is taken
 */
export async function loadModules(
  registers: Readonly<Partial<Registers>>,
  others: readonly string[] = [],
): Promise<void> {
  const named = (process.env[VARIABLE] ?? '').split(delimiter).filter((path) => path !== '');
  const paths = [...new Set([...named, ...others].map(existing))];
  if (paths.length === 0) return;
  process.env[VARIABLE] = paths.join(delimiter);
  allowOwnPackages();
  for (const path of paths) {
    if (loaded.has(path)) continue;
    loaded.add(path);
    await load(path, registers);
  }
}

function existing(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new InputError(`extension ${path}: expected a file, found none`);
  }
}

async function load(path: string, registers: Readonly<Partial<Registers>>): Promise<void> {
  for (const [key, entries] of Object.entries(await listsOf(path))) {
    const list = LISTS.find((known) => known === key);
    if (list === undefined) throw new InputError(`extension ${path}: ${expectedOneOf(key, LISTS)}`);
    try {
      for (const [name, entry] of Object.entries(entries as Record<string, never>)) {
        registers[list]?.(name, entry);
      }
    } catch (error) {
      throw new InputError(`extension ${path}: ${(error as Error).message}`, { cause: error });
    }
  }
}

async function listsOf(path: string): Promise<object> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as typeof module;
  } catch (error) {
    throw new InputError(`extension ${path}: ${String(error)}`, { cause: error });
  }
  if (typeof module.default === 'object' && module.default !== null) return module.default;
  throw new InputError(
    `extension ${path}: expected an object with ${LISTS.join(', ')} as the default export, found ${typeof module.default}`,
  );
}
