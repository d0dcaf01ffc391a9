/** What users' modules add to a command, see `extensionModules.ts`. */
import type { Engine } from '@ranksweep/engine';
import type { RunKind } from '@ranksweep/kinds';
import { loadModules, registersOfLane, type Registers } from './extensionModules.ts';
import type { LauncherFactory } from './launch/launcher.ts';
import { registerLauncher } from './launch/launchers.ts';
import type { SourceFactory } from './schedule/source.ts';
import { registerSource } from './schedule/sources.ts';

type ByName<Entry> = Readonly<Record<string, Entry>>;

/** The default export of a module. */
export interface Extension {
  readonly kinds?: ByName<RunKind>;
  readonly engines?: ByName<() => Engine>;
  readonly launchers?: ByName<LauncherFactory>;
  readonly sources?: ByName<SourceFactory>;
}

const registers: Registers = {
  ...registersOfLane,
  launchers: registerLauncher,
  sources: registerSource,
};

/**
 * Loads the modules that the environment names, and others, which it adds to the environment.
 * @param others paths of files
 * @throws InputError if a module cannot be loaded, is not an extension, or uses a name that is taken
 */
export const loadExtensions = (others: readonly string[] = []): Promise<void> =>
  loadModules(registers, others);
