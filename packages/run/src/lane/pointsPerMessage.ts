/** A message is written in one transaction, which keeps all other writers waiting: about 10 ms for so many points. */
export const POINTS_PER_MESSAGE = 8192;
