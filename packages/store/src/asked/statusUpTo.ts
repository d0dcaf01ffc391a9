import type { RunStatus } from '../types.ts';

/**
 * What a run's status is for a sweep that asks for it up to an iteration which it has passed: it diverged beyond that. One that goes
 * on for another sweep is running, whatever this one has of it.
 */
export const statusUpTo = (status: RunStatus, upTo: number | undefined): RunStatus =>
  upTo !== undefined && status === 'diverged' ? 'done' : status;
