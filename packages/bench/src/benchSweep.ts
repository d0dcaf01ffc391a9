/** Sweeps of equal runs, in databases that are gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunConfig } from '@ranksweep/core';
import { openStore, type Store } from '@ranksweep/store';
import type { ExpandedSweep } from '@ranksweep/sweep';

/** Runs that differ in their seeds alone. */
export const sweepOf = (config: RunConfig, runs: number): ExpandedSweep => ({
  name: 'bench',
  preset: 'bench',
  spec: { definition: 'bench', preset: 'bench', parts: {}, targets: {} },
  runs: Array.from({ length: runs }, (_, seed) => ({ part: 'bench', cell: {}, config: { ...config, seed } })),
  examples: [],
});

export async function withStore<Result>(use: (store: Store) => Result | Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-bench-'));
  const store = openStore(join(folder, 'bench.db'));
  try {
    return await use(store);
  } finally {
    store.close();
    rmSync(folder, { recursive: true });
  }
}
