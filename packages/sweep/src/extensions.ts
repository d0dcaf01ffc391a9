/**
 * Users' modules that add kinds of run, engines, launchers and sources. Each module lists them by name in its default export.
 * Modules are loaded before a command does anything else, and again in every lane, which finds their paths in the environment.
 */
import { realpathSync } from 'node:fs';
import { delimiter } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expectedOneOf, InputError } from '@ranksweep/core';
import { registerEngine, type Engine } from '@ranksweep/engine';
import { registerKind, type RunKind } from '@ranksweep/kinds';
import type { LauncherFactory } from './launch/launcher.ts';
import { registerLauncher } from './launch/launchers.ts';
import type { SourceFactory } from './schedule/source.ts';
import { registerSource } from './schedule/sources.ts';
import { allowOwnPackages } from './ownPackages.ts';

/** Paths of modules, separated like those of PATH. */
const VARIABLE = 'RANKSWEEP_EXTENSIONS';

type ByName<Factory> = Readonly<Record<string, Factory>>;

/** The default export of a module. */
export interface Extension {
  readonly kinds?: ByName<RunKind>;
  readonly engines?: ByName<() => Engine>;
  readonly launchers?: ByName<LauncherFactory>;
  readonly sources?: ByName<SourceFactory>;
}

const register: { readonly [Key in keyof Required<Extension>]: (name: string, factory: never) => void } = {
  kinds: (name: string, kind: RunKind) => registerKind({ ...kind, name }),
  engines: registerEngine,
  launchers: registerLauncher,
  sources: registerSource,
};

const loaded = new Set<string>();

/**
 * Loads the modules that the environment names, and others, which it adds to the environment.
 * @throws InputError if a module cannot be loaded, is not an extension, or uses a name that is taken
 */
export async function loadExtensions(others: readonly string[] = []): Promise<void> {
  const named = (process.env[VARIABLE] ?? '').split(delimiter).filter((path) => path !== '');
  const paths = [...new Set([...named, ...others].map(existing))];
  if (paths.length === 0) return;
  process.env[VARIABLE] = paths.join(delimiter);
  allowOwnPackages();
  for (const path of paths) {
    if (loaded.has(path)) continue;
    loaded.add(path);
    await load(path);
  }
}

function existing(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    throw new InputError(`extension ${path}: no such file`);
  }
}

async function load(path: string): Promise<void> {
  for (const [key, factories] of Object.entries(await extensionOf(path))) {
    if (!Object.hasOwn(register, key)) {
      throw new InputError(`extension ${path}: ${expectedOneOf(key, Object.keys(register))}`);
    }
    try {
      for (const [name, factory] of Object.entries(factories as ByName<never>)) {
        register[key as keyof Extension](name, factory);
      }
    } catch (error) {
      throw new InputError(`extension ${path}: ${(error as Error).message}`, { cause: error });
    }
  }
}

async function extensionOf(path: string): Promise<object> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as typeof module;
  } catch (error) {
    throw new InputError(`extension ${path}: ${String(error)}`, { cause: error });
  }
  if (typeof module.default === 'object' && module.default !== null) return module.default;
  throw new InputError(
    `extension ${path}: expected an object with ${Object.keys(register).join(', ')} as the default export, found ${typeof module.default}`,
  );
}
