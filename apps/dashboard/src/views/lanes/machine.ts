/** How busy this machine is. */
import { availableParallelism, freemem, loadavg, totalmem } from 'node:os';

export interface Machine {
  /** Processes that run or want to: means over 1, 5 and 15 minutes. */
  readonly load: readonly number[];
  readonly cores: number;
  readonly usedBytes: number;
  readonly totalBytes: number;
}

export const readMachine = (): Machine => ({
  load: loadavg(),
  cores: availableParallelism(),
  usedBytes: totalmem() - freemem(),
  totalBytes: totalmem(),
});
