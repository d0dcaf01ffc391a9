/** Exports one run as arrays in one .npz file. */
import type { ReadOnlyStore, RunRow, Sound } from '@ranksweep/store';
import { npzPieces } from './npz.ts';
import { runArrays } from './runArrays.ts';
import type { PieceWriter } from './writePieces.ts';

export interface ArraysExported<Result> {
  readonly arrays: number;
  /** What the writer returns. */
  readonly written: Result;
  /** The iteration of the exported parameters; undefined if the store keeps none of this run. */
  readonly finalIteration: number | undefined;
}

/** @throws InputError like `runArrays`, `npzPieces` and the writer */
export async function exportArrays<Result>(
  store: ReadOnlyStore,
  run: Sound<RunRow>,
  write: PieceWriter<Result>,
): Promise<ArraysExported<Result>> {
  const { arrays, finalIteration } = await runArrays(store, run);
  return { arrays: arrays.length, written: await write(npzPieces(arrays)), finalIteration };
}
