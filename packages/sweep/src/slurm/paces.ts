/**
 * How often tasks turn to what they share. A thousand tasks on one file server and one controller are what these are made for; see
 * docs/CLUSTER.md.
 */

/** How often a task renews its file, looks for `stop`, and asks whether others are gone. */
export const LOOK_EVERY_MS = 60_000;
/** How often a task publishes at first. */
export const PUBLISH_EVERY_MS = 60_000;
/** It waits longer once it has been at work for long: at most this share of the time is lost if its node is. */
export const PUBLISH_SHARE = 1 / 20;
/** Publishing takes at most about this share of the time. */
export const PUBLISH_COST = 1 / 50;
/**
 * A task of which Slurm knows nothing any more counts as gone when it has not renewed its file for so many times as long as a task
 * takes for it.
 */
export const FORGOTTEN_AFTER_LOOKS = 5;

/** How often whoever follows a sweep lists its segments. */
export const COLLECT_EVERY_MS = 5000;
/** Following takes at most about this share of the time, however many segments there are. */
export const COLLECT_COST = 1 / 10;

/** How often a task looks for further units at first, and the asker for results, where runs follow from results. */
export const ASK_EVERY_MS = 1000;
/** A task that waits for a unit looks less often then: it waits about this share longer than it has to. */
export const ASK_SHARE = 1 / 10;
/** Asking takes at most about this share of the asker's time: everyone waits for it. */
export const ASK_COST = 1 / 2;
