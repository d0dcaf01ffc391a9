/** Seeds of the runs that do something to their lane, see mortalLane.ts. */
export const MORTAL = 13;
export const GREEDY = 14;
export const HANGING = 15;
/** Kills the first lane that meets it. */
export const UNLUCKY = 16;
