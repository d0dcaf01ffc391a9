/** The sizes and shares that events are told by. */

/** A ranked value is significant if it is at least this share of the largest. */
export const SIGNIFICANT_SHARE = 0.05;

/** A value rises where it first passes this share of its final value. */
export const RISE_SHARE = 0.5;

/** On a plateau, a value changes by less than this share of its largest. */
export const PLATEAU_CHANGE = 0.02;

/** A plateau is at least this share of the iterations so far long. */
export const PLATEAU_SHARE = 0.1;

/** How many values exceed that share of the largest. */
export const significantCount = (values: readonly number[], largest: number): number =>
  values.filter((value) => value > SIGNIFICANT_SHARE * largest).length;
