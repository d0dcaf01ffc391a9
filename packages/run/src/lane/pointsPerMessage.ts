/** A message is written in one transaction, which keeps all other writers waiting: about 20 ms of computing for so many points. */
export const POINTS_PER_MESSAGE = 16_384;
