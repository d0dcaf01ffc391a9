/** What timers can do. */

/** Node has a longer one end after a millisecond. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
