/** One run as arrays in one .npz file. */
import type { ReadOnlyStore, RunRow, Sound } from '@ranksweep/store';
import { writeNewFile, type NewFileOptions } from './newFile.ts';
import { writeNpz } from './npz.ts';
import { runArrays } from './runArrays.ts';

export interface ArraysExported {
  readonly arrays: number;
  readonly bytes: number;
  /** Of the parameters kept; undefined when the store keeps none of this run. */
  readonly finalIteration: number | undefined;
}

/** @throws InputError as `runArrays`, `writeNpz` and `writeNewFile` do */
export async function exportArrays(
  store: ReadOnlyStore,
  run: Sound<RunRow>,
  file: NewFileOptions,
): Promise<ArraysExported> {
  const { arrays, finalIteration } = await runArrays(store, run);
  const bytes = await writeNewFile(file, (path) => writeNpz(path, arrays, file.signal));
  return { arrays: arrays.length, bytes, finalIteration };
}
