/** Limits of timers. */

/** The longest delay. Node fires a timer with a longer delay after one millisecond. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
