/** The memory that engines on the CPU can use: the machine's, or the limit of the container. */
import { totalmem } from 'node:os';

/** @returns bytes */
export const cpuMemoryBytes = (): number =>
  // 0 where it is not known, and larger than any memory where there is no limit.
  Math.min(totalmem(), process.constrainedMemory() || Infinity);
