/**
 * Lanes that compute in processes of their own, which may die and take nothing along: for what may bring down a whole process, as
 * a GPU's driver does. Each is driven by a thread of the pool that would else compute.
 */
import type { LauncherOptions } from '../launcher.ts';
import { ThreadLauncher } from '../threads/threadLauncher.ts';

export const processLauncher = (options: LauncherOptions): ThreadLauncher =>
  new ThreadLauncher({ ...options, worker: new URL('./laneDriver.ts', import.meta.url) });
