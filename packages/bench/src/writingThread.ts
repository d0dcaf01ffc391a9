/** For how long many long runs that end together block the writing thread, which renews leases, and other writers. */
import type { Store } from '@ranksweep/store';

export interface WritingThread {
  /** The longest time that the database was locked for other writers, in milliseconds. */
  readonly longestTransactionMs: number;
  /** The longest time before the last transaction without a turn for timers, which renew leases, in milliseconds. */
  readonly longestPauseMs: number;
}

/** @param use is handed the store, watched */
export async function watchWritingThread(
  store: Store,
  use: (watched: Store) => Promise<unknown>,
): Promise<WritingThread> {
  let longestTransactionMs = 0;
  let longestPauseMs = 0;
  let longestSoFarMs = 0;
  const watched: Store = {
    ...store,
    transaction(work, options) {
      const startedAt = performance.now();
      longestPauseMs = longestSoFarMs;
      try {
        return store.transaction(work, options);
      } finally {
        longestTransactionMs = Math.max(longestTransactionMs, performance.now() - startedAt);
      }
    },
  };
  let lastTurn = performance.now();
  const timer = setInterval(() => {
    const now = performance.now();
    longestSoFarMs = Math.max(longestSoFarMs, now - lastTurn);
    lastTurn = now;
  }, 1);
  try {
    await use(watched);
  } finally {
    clearInterval(timer);
  }
  return { longestTransactionMs, longestPauseMs };
}
