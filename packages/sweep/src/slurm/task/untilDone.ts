/** Work that is tried again until it succeeds: a shared folder that cannot be used just now, or has no room. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface UntilDoneOptions {
  /** From the end of one to the beginning of the next. */
  readonly everyMs: number;
  readonly onTrouble: (error: Error) => void;
  /** Default: until Slurm ends this process. */
  readonly signal?: AbortSignal;
}

/** @returns undefined if it was told to stop before */
export async function untilDone<Result>(
  work: () => Promise<Result>,
  { everyMs, onTrouble, signal }: UntilDoneOptions,
): Promise<Result | undefined> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      onTrouble(error as Error);
    }
    await sleep(everyMs, undefined, { ...(signal && { signal }) }).catch(() => {});
    if (signal?.aborted) return undefined;
  }
}
