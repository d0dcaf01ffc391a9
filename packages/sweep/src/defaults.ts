/** What is so unless asked for otherwise; by itself, so that a command's help need not load the scheduler. */

/** Where lanes live: the name of a launcher. */
export const THREADS = 'threads';
/** Where runs come from: the name of a source. */
export const GRID = 'grid';
/** How often a run is saved while it goes on. */
export const CHECKPOINT_EVERY_MS = 30_000;
/** How long a lane may show no sign of life. */
export const HANG_AFTER_MS = 15 * 60_000;
/** How long a definition that is a program may take. */
export const MODULE_LIMIT_MS = 60_000;
