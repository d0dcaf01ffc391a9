/**
 * The most points per message. A message is written in one transaction, which blocks all other writers: about 20 ms for this many
 * points.
 */
export const POINTS_PER_MESSAGE = 16_384;
