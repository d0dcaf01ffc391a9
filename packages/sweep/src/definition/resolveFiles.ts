/** Checks the files that configurations name, such as a target's tensor, before a sweep begins, and pins them by SHA-256. */
import { InputError } from '@ranksweep/core';
import { cellNote, kindOf, type RunKind } from '@ranksweep/kinds';
import type { FileReader } from '@ranksweep/run';
import type { RunConfig } from '@ranksweep/core';
import type { ExpandedRun, ExpandedSweep } from './expand.ts';

/**
 * Returns the sweep after reading and checking every file that it names, with absolute paths and their SHA-256 filled in.
 * @throws InputError if a file cannot be read or is unsuitable
 */
export async function resolveFiles(sweep: ExpandedSweep, folder = process.cwd()): Promise<ExpandedSweep> {
  const readers = new Map<RunKind, FileReader<RunConfig>>();
  const withPins = async (unpinned: readonly ExpandedRun[]): Promise<ExpandedRun[]> => {
    const runs: ExpandedRun[] = [];
    for (const run of unpinned) {
      const kind = kindOf(run.config);
      const { files } = kind;
      if (files === undefined) {
        runs.push(run);
        continue;
      }
      const reader = readers.get(kind) ?? files.reader(folder);
      readers.set(kind, reader);
      runs.push({ ...run, config: await pinnedAt(sweep.name, run, reader) });
    }
    return runs;
  };
  const [runs, examples] = [await withPins(sweep.runs), await withPins(sweep.examples)];
  const targets = Object.fromEntries([...readers.values()].flatMap(({ sha256 }) => [...sha256]));
  return { ...sweep, runs, examples, spec: { ...sweep.spec, targets } };
}

/** @throws InputError that says which part names the file */
async function pinnedAt(
  name: string,
  { part, cell, config }: ExpandedRun,
  reader: FileReader<RunConfig>,
): Promise<RunConfig> {
  try {
    return await reader.pinned(config);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${name}, part ${part}${cellNote(cell)}: ${error.message}`);
  }
}
