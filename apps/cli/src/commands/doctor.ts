/** `ranksweep doctor`: whether this machine, this folder and this database are fit for runs, and what to do where not. */
import { existsSync } from 'node:fs';
import { diagnose } from '@ranksweep/cuda';
import { openStore, type ReadOnlyStore } from '@ranksweep/store';
import { readProfile } from '@ranksweep/sweep';
import { finding, ok, type Finding } from '@ranksweep/text/finding';
import {
  abandonedFinding,
  holesFinding,
  quickFinding,
  runsFinding,
  schemaFinding,
  soundnessFinding,
} from '../doctor/database.ts';
import { engineFindings } from '../doctor/engines.ts';
import { cpuFinding, kernelsFinding, limitFindings, memoryFinding, nodeFinding } from '../doctor/machine.ts';
import {
  existingFolder,
  fileSystemFinding,
  freeSpace,
  spaceFinding,
  writableFinding,
} from '../doctor/place.ts';
import { lockingFinding, syncFinding } from '../doctor/probes.ts';
import { commitFinding, versionFinding } from '../doctor/release.ts';
import { slurmFindings } from '../doctor/slurm.ts';
import { sizeOf } from '../limits/shortages.ts';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { printJson } from '../json/printJson.ts';
import { oneOf } from '../usageError.ts';
import { findingText } from '../doctor/findingText.ts';
import { profileOf, refuseSlurmOptions, SLURM, type SlurmOptions } from '../slurm/options.ts';

export interface DoctorOptions extends SlurmOptions {
  readonly db: string;
  /** Leaves out what reads all of the database. */
  readonly quick?: true;
  readonly json?: true;
  /** `slurm` looks at the cluster, too. */
  readonly launcher?: string;
}

/** @throws InputError for a profile of Slurm with mistakes, before anything is looked at */
export async function doctor(options: DoctorOptions): Promise<ExitStatus> {
  const all: Finding[] = [];
  for await (const found of findings(options)) {
    all.push(found);
    if (!options.json) console.log(findingText(found));
  }
  const isOk = all.every((found) => found.isOk);
  if (options.json) printJson({ isOk, findings: all });
  return isOk ? exitStatus.ok : exitStatus.someFailed;
}

/** One after another, as checks of a large database take their time. */
async function* findings({ db, quick, ...options }: DoctorOptions): AsyncGenerator<Finding> {
  if (options.launcher === undefined) refuseSlurmOptions(options);
  else oneOf('--launcher', options.launcher, [SLURM]);
  const cluster =
    options.launcher === undefined ? undefined : readProfile(profileOf(options), options.profile);
  yield versionFinding();
  yield commitFinding();
  yield nodeFinding();
  yield await finding('CPU', cpuFinding);
  yield await finding('kernels', kernelsFinding);
  yield memoryFinding();
  yield* limitFindings(sizeOf(db));
  yield* engineFindings();
  yield* diagnose({ signal: new AbortController().signal });
  yield* placeFindings(db);
  yield* databaseFindings(db, quick ? QUICK_CHECKS : FULL_CHECKS);
  if (cluster !== undefined) yield* slurmFindings(db, cluster.profile);
}

async function* placeFindings(db: string): AsyncGenerator<Finding> {
  const folder = existingFolder(db);
  yield await finding('file system', () => fileSystemFinding(folder));
  yield await finding('disk', () => spaceFinding(freeSpace(folder), sizeOf(db)));
  const writable = writableFinding(folder);
  yield writable;
  if (!writable.isOk) return;
  yield await finding('fsync', () => syncFinding(folder));
  yield await finding('locking', () => lockingFinding(folder));
}

async function* databaseFindings(db: string, checks: DatabaseChecks): AsyncGenerator<Finding> {
  if (!existsSync(db)) return yield ok('database', `none at ${db} yet: it will be created`);
  let store: ReadOnlyStore | undefined;
  yield await finding('database', () => schemaFinding((store = openStore(db, { readOnly: true }))));
  if (store === undefined) return;
  try {
    for (const [what, check] of Object.entries(checks)) {
      const opened = store;
      yield await finding(what, () => check(opened));
    }
  } finally {
    store.close();
  }
}

type DatabaseChecks = Readonly<Record<string, (store: ReadOnlyStore) => Finding | Promise<Finding>>>;

const CHECKS: DatabaseChecks = { runs: runsFinding, processes: abandonedFinding, holes: holesFinding };
const QUICK_CHECKS: DatabaseChecks = { ...CHECKS, soundness: quickFinding };
const FULL_CHECKS: DatabaseChecks = { ...CHECKS, soundness: soundnessFinding };
