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
  exampleSearch,
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
import { UsageError } from '../usageError.ts';
import { withReadOnlyStore } from '../withStore.ts';

export interface NewOptions {
  /** A definition, its file, or a sweep of the database. */
  readonly from?: string;
  /** A NumPy file. */
  readonly target?: string;
  /** Whether the runs are a program of the user's, of which a first one is written, too. */
  readonly program?: boolean;
  /** Whether it is a search in place of a grid. */
  readonly search?: boolean;
  /** Of the program. */
  readonly language?: string;
  readonly db: string;
}

/** @throws InputError for a file that is there already, or what is none to begin with */
export async function newSweep(path: string, options: NewOptions): Promise<void> {
  const { from, target, program, search, language, db } = options;
  requireOneBeginning({ '--program': program, '--search': search, '--from': from, '--target': target });
  if (language !== undefined && !program) {
    throw new UsageError('new: expected --program beside --language, found none');
  }
  if (program) return newProgram(path, options);
  const sweep = search
    ? exampleSearch()
    : from === undefined
      ? exampleSweep(target === undefined ? undefined : await ownTarget(path, target))
      : await sweepFrom(from, db);
  const text = sweepFileText(path, sweep, headOf(path));
  await writeNewFile({ path, advice: 'name another' }, (temporary) => writeFile(temporary, text));
  print(`${path} is there, with a comment on every key. What it would run, and then the runs themselves:`);
  print(ranksweepCommand(['run', path, '--dry-run'], db));
  print(ranksweepCommand(['run', path], db));
}

function requireOneBeginning(options: Readonly<Record<string, string | boolean | undefined>>): void {
  const given = Object.keys(options).filter((name) => options[name] !== undefined);
  if (given.length < 2) return;
  throw new UsageError(`new: expected ${given.join(' or ')}, found ${given.length === 2 ? 'both' : 'all'}`);
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
