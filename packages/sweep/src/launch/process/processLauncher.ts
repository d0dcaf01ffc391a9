/**
 * Lanes that compute in their own processes, which may die without harming anything else. They are for code that can crash a
 * whole process, such as a GPU driver. A thread of the pool, which would otherwise compute, drives each process.
 */
import type { LauncherOptions } from '../launcher.ts';
import { LANE_WORKER, ThreadLauncher } from '../threads/threadLauncher.ts';

const LANE_DRIVER = new URL('./laneDriver.ts', import.meta.url);

/** Every lane is a process. */
export const processLauncher = (options: LauncherOptions): ThreadLauncher =>
  new ThreadLauncher({ ...options, workerOf: () => LANE_DRIVER });

/** Lanes on a GPU are processes, with the environment that their device needs; the others are threads. */
export const usualLauncher = (options: LauncherOptions): ThreadLauncher =>
  new ThreadLauncher({
    ...options,
    workerOf: ({ device }) => (device.kind === 'gpu' ? LANE_DRIVER : LANE_WORKER),
  });
