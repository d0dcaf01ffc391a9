/** The launchers by name. */
import { hint, InputError } from '@ranksweep/core';
import { THREADS } from '../defaults.ts';
import type { Launcher, LauncherFactory, LauncherOptions } from './launcher.ts';
import { usualLauncher, processLauncher } from './process/processLauncher.ts';

const launchers = new Map<string, LauncherFactory>([
  [THREADS, usualLauncher],
  ['process', processLauncher],
]);

/** @throws InputError if the name is taken */
export function registerLauncher(name: string, factory: LauncherFactory): void {
  if (launchers.has(name))
    throw new InputError(`launcher ${name}: expected a new name, found one that is taken`);
  launchers.set(name, factory);
}

/** @throws InputError if there is no launcher with this name */
export function requireLauncher(name: string): LauncherFactory {
  const factory = launchers.get(name);
  if (factory !== undefined) return factory;
  throw new InputError(`--launcher: found '${name}'${hint(name, [...launchers.keys()], 'what there is')}`);
}

export const createLauncher = (name: string, options: LauncherOptions): Launcher =>
  requireLauncher(name)(options);
