/** `ranksweep new`: a definition file to begin with. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import { hint, InputError } from '@ranksweep/core';
import { builtIns } from '@ranksweep/experiments/builtIns';
import { writeNewFile } from '@ranksweep/export';
import type { SweepFile } from '@ranksweep/kinds';
import { readNpy } from '@ranksweep/npy';
import { resolveSweep } from '@ranksweep/store';
import {
  exampleSweep,
  isDefinitionFile,
  loadDefinition,
  storedDefinition,
  sweepFileOf,
  sweepFileText,
  type OwnTarget,
} from '@ranksweep/sweep';
import { ranksweepCommand, shellWord } from '@ranksweep/text';
import { newProgram } from '../newProgram/newProgram.ts';
import { print } from '../render/print.ts';
import { withReadOnlyStore } from '../withStore.ts';

export interface NewOptions {
  /** A definition, its file, or a sweep of the database. */
  readonly from?: string;
  /** A NumPy file. */
  readonly target?: string;
  /** Whether the runs are a program of the user's, of which a first one is written, too. */
  readonly program?: boolean;
  /** Of that program. */
  readonly language?: string;
  readonly db: string;
}

/** @throws InputError for a file that is there already, or what is none to begin with */
export async function newSweep(path: string, options: NewOptions): Promise<void> {
  const { from, target, program, language, db } = options;
  if (from !== undefined && target !== undefined) {
    throw new InputError('new: expected --from or --target, found both');
  }
  if (program && (from ?? target) !== undefined) {
    throw new InputError(
      `new: expected --program or ${from === undefined ? '--target' : '--from'}, found both`,
    );
  }
  if (language !== undefined && !program) {
    throw new InputError('new: expected --program beside --language, found none');
  }
  if (program) return newProgram(path, options);
  const sweep =
    from === undefined
      ? exampleSweep(target === undefined ? undefined : await ownTarget(path, target))
      : await sweepFrom(from, db);
  const text = sweepFileText(path, sweep, headOf(path));
  await writeNewFile({ path, advice: 'name another' }, (temporary) => writeFile(temporary, text));
  print(`${path} is there, with a comment on every key. What it would run:`);
  print(ranksweepCommand(['run', path, '--dry-run'], db));
}

/** The tensor has to be readable now, for its shape; its path is relative to the definition, as the definition means it. */
async function ownTarget(path: string, target: string): Promise<OwnTarget> {
  const { shape } = await readNpy(target);
  if (shape.length < 2) {
    throw new InputError(
      `${target}: expected a tensor of 2 modes or more, found the shape [${shape.join()}]`,
    );
  }
  const file = relative(dirname(resolve(path)), resolve(target));
  return { file, dims: shape };
}

async function sweepFrom(from: string, db: string): Promise<SweepFile> {
  const names = builtIns.map(({ name }) => name);
  if (names.includes(from) || isDefinitionFile(from)) {
    return sweepFileOf(await loadDefinition(from, builtIns));
  }
  if (!existsSync(db)) {
    throw new InputError(
      `new --from: expected a definition, its file or a sweep, found '${from}'${hint(from, names, 'definitions')}`,
    );
  }
  return sweepFileOf(
    withReadOnlyStore(db, (store) => storedDefinition(resolveSweep(store, from, 'new --from'))),
  );
}

const headOf = (path: string): string[] => [
  `Run it: npx ranksweep run ${shellWord(basename(path))}`,
  'What it would do: the same with --dry-run. All keys: docs/DEFINITIONS.md',
];
