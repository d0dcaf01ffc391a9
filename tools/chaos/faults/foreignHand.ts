/** Another program's hand on the database's files while ranksweep writes them, and a user who then does what he is told. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../database/finding.ts';
import { RANKSWEEP, type Ended } from '../program.ts';
import type { ArmedFault, Scene } from './fault.ts';
import { stillRuns, whileComputing } from './moments.ts';

export interface Hand {
  /** The text of a hit. */
  readonly hit: string;
  /** Of a process that runs. @returns whether there was something to do it to */
  readonly spoil: () => boolean;
}

/** What is said where a backup is to be restored. */
const TOLD_TO_RESTORE = /ranksweep restore BACKUP/;
const TOLD = /^ranksweep: /m;

/** A backup of the database as it is before the process is started. @returns undefined where there is none yet */
export function backUpFirst({ database, folder }: Scene): string | undefined {
  if (!existsSync(database)) return undefined;
  const backup = join(folder, 'backup.db');
  execFileSync(process.execPath, [RANKSWEEP, 'backup', backup, '--db', database]);
  return backup;
}

/** At any moment while the process runs, a computing one in every second try. */
export function foreignHand(scene: Scene, backup: string, { hit, spoil }: Hand): ArmedFault {
  const { random, wallMs, database } = scene;
  const isAnyMoment = random.integer(2) === 0;
  // A part of the sweep is there already.
  const delayMs = 0.6 * wallMs * random.uniform();
  let ended: Ended | undefined;
  let isHit = false;
  const findings: Finding[] = [];
  return {
    async inflict(program) {
      const isThere = isAnyMoment ? stillRuns(program, delayMs) : whileComputing(program, scene);
      if (await isThere) isHit = spoil();
      ended = await program.ended;
    },
    hits: () => (isHit ? [hit] : []),
    findings() {
      if (!isHit || ended!.status === 0 || TOLD.test(ended!.output)) return findings;
      const found = `${ended!.status ?? ended!.signal}: ${ended!.output.slice(-300)}`;
      return [{ kind: 'changed', where: `what is said after ${hit}`, expected: 'a message', found }];
    },
    mend() {
      if (isHit && TOLD_TO_RESTORE.test(ended!.output)) restore(backup, database);
    },
  };
}

/** @throws Error when it does not restore it */
export function restore(backup: string, database: string): void {
  const words = [RANKSWEEP, 'restore', backup, '--db', database, '--force'];
  const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the backup was not restored, status ${status}:\n${stdout}${stderr}`);
}
