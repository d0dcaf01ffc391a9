/** Tells which of a run's ranked values are significant. */

/** A ranked value is significant if it is at least this share of the largest. */
export const SIGNIFICANT_SHARE = 0.05;

/** How many values exceed that share of the largest. */
export const significantCount = (values: readonly number[], largest: number): number =>
  values.filter((value) => value > SIGNIFICANT_SHARE * largest).length;
