/** The memory that engines on the CPU can use: the machine's, or the limit of the container. */
import { totalmem } from 'node:os';

/** @returns bytes */
export const cpuMemoryBytes = (): number =>
  // 0 if the limit is not known, and larger than any memory if there is none.
  Math.min(totalmem(), process.constrainedMemory() || Infinity);
