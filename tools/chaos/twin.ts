/** The undisturbed twin: the sweep as one plain process computes it, which everything is compared with. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { compareComplete, readContents } from './database/check.ts';
import { describe } from './database/finding.ts';
import type { Contents } from './database/rows.ts';
import { compileFaultyDisk, faultyDiskEnv, noCompiler, reportLines } from './disk/faultyDisk.ts';
import { startSweep, type Ended, type ProgramOptions } from './program.ts';
import { sweeps, type KilledSweep } from './sweeps.ts';

export interface Twin {
  readonly sweep: KilledSweep;
  readonly database: string;
  readonly contents: Contents;
  /** How long its process took. */
  readonly wallMs: number;
  /** Writes, syncs and the like of a process that computes all of it. */
  readonly diskCalls: number;
  /** Path of the library that makes disks fail; '' where none can be compiled. */
  readonly faultyDisk: string;
}

/** @throws Error when the program fails, or when a second undisturbed process does not give the same rows */
export async function makeTwin(folder: string, sweep: KilledSweep = sweeps.chaos): Promise<Twin> {
  mkdirSync(folder, { recursive: true });
  const database = join(folder, 'twin.db');
  const definition = sweep.file;
  const { words = [] } = sweep;
  const { wallMs } = await complete(database, { definition, words, lanes: sweep.lanes[0] });
  const contents = readContents(database);

  const second = join(folder, 'second.db');
  const report = join(folder, 'calls');
  const faultyDisk = noCompiler() === undefined ? compileFaultyDisk(folder) : '';
  const env = faultyDisk === '' ? {} : faultyDiskEnv(faultyDisk, second, report, { action: 'count' });
  await complete(second, { env, definition, words, lanes: sweep.lanes.at(-1) });
  const { findings } = compareComplete(second, contents);
  if (findings.length > 0) throw new Error(`two undisturbed processes differ:\n${describe(findings)}`);
  return { sweep, database, contents, wallMs, diskCalls: Number(reportLines(report)[0] ?? 0), faultyDisk };
}

async function complete(database: string, options: ProgramOptions): Promise<Ended> {
  const ended = await startSweep(database, options).ended;
  if (ended.status !== 0) throw new Error(`the undisturbed sweep failed:\n${ended.output}`);
  return ended;
}
