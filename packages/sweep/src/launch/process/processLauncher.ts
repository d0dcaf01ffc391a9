/**
 * Lanes that compute in their own processes, which may die without harming anything else. They are for code that can crash a
 * whole process, such as a GPU driver. A thread of the pool, which would otherwise compute, drives each process.
 */
import type { LauncherOptions } from '../launcher.ts';
import { ThreadLauncher } from '../threads/threadLauncher.ts';

export const processLauncher = (options: LauncherOptions): ThreadLauncher =>
  new ThreadLauncher({ ...options, worker: new URL('./laneDriver.ts', import.meta.url) });
