/** Work that is done now and then, one at a time, beside a sweep. */

export interface Repeating {
  /** Resolves once it has ended for good. */
  stop(): Promise<void>;
}

/**
 * @param everyMs from the end of one to the beginning of the next
 * @param onTrouble told of an error; the work is done again all the same
 */
export function repeating(
  work: () => Promise<void>,
  everyMs: number,
  onTrouble: (error: Error) => void,
): Repeating {
  let timer: NodeJS.Timeout | undefined;
  let current = Promise.resolve();
  let isStopped = false;
  const again = (): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      current = work().catch(onTrouble).then(again);
    }, everyMs);
  };
  again();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await current;
    },
  };
}
