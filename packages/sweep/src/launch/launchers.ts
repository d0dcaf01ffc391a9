/** The launchers by name. */
import { expectedOneOf, InputError } from '@ranksweep/core';
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

/**
 * @param others names that are no launcher's, but that the caller takes in their place
 * @throws InputError if there is no launcher with this name
 */
export function requireLauncher(name: string, others: readonly string[] = []): LauncherFactory {
  const factory = launchers.get(name);
  if (factory !== undefined) return factory;
  throw new InputError(`--launcher: ${expectedOneOf(name, [...launchers.keys(), ...others])}`);
}

export const createLauncher = (name: string, options: LauncherOptions): Launcher =>
  requireLauncher(name)(options);
