/** Defaults of the command's options. They have their own file so that a command's help need not load the scheduler. */

/** The name of the launcher, which decides where lanes live. */
export const THREADS = 'threads';
/** The name of the source, which decides where runs come from. */
export const GRID = 'grid';
/** The source of a sweep with searches. The package `search` has it. */
export const SEARCH = 'search';
/** How often a running run is saved. */
export const CHECKPOINT_EVERY_MS = 30_000;
/** How long a lane may show no sign of life. */
export const HANG_AFTER_MS = 15 * 60_000;
/** How long a definition that is a program may take to load. */
export const MODULE_LIMIT_MS = 60_000;
