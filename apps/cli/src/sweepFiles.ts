/** Names of a sweep's files: with its number, so that no sweep's files take the place of another's. */
import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { replaceFile } from '@ranksweep/machine';
import type { ReadOnlyStore, SweepLabel } from '@ranksweep/store';
import { fileStem } from './fileStem.ts';

/** Files of single runs are called `run-13`. */
const RUN_FILE = /^run-\d+$/;

/** No two sweeps of a database share one, and none is that of a run. */
export function sweepFileStem({ id, name }: Pick<SweepLabel, 'id' | 'name'>): string {
  const stem = `${fileStem(name)}-${id}`;
  return RUN_FILE.test(stem) ? `sweep-${stem}` : stem;
}

/**
 * Copies files to the name of their sweep without its number.
 * @returns the copies; none where the files of another sweep, or of a run, are called so: a sweep may be called `dynamics-4`
 */
export function copyUnderName(store: ReadOnlyStore, name: string, files: readonly string[]): string[] {
  const stem = fileStem(name);
  if (RUN_FILE.test(stem)) return [];
  const number = Number(/-(\d+)$/.exec(stem)?.[1]);
  const other = Number.isNaN(number) ? undefined : store.sweep(number);
  if (other !== undefined && sweepFileStem(other) === stem) return [];
  return files.map((file) => {
    const copy = join(dirname(file), `${stem}${extname(file)}`);
    replaceFile(copy, readFileSync(file));
    return copy;
  });
}
