/** Databases that the program must refuse with a message that says why, and leave byte for byte as they are. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { copyDatabase } from '../database/copy.ts';
import type { Finding } from '../database/finding.ts';
import { isRoot } from '../smallDisk.ts';
import type { Program } from '../program.ts';
import type { ArmedFault, Fault } from './fault.ts';

export const TELLS = /^ranksweep: .*$/m;
const PAGE = 4096;

export const readOnly: Fault = {
  name: 'database read-only',
  how: 'its disk is mounted read-only; without root, its file is',
  tells: TELLS,
  needsDatabase: true,
  arm({ database, hasOwnDisk }) {
    if (!existsSync(database) || (isRoot() && !hasOwnDisk)) return nothing;
    const allow = (how: 'ro' | 'rw'): void => {
      if (hasOwnDisk) execFileSync('mount', ['-o', `remount,${how}`, dirname(database)]);
      else chmodSync(database, how === 'ro' ? 0o444 : 0o644);
    };
    return refusal(
      database,
      () => allow('ro'),
      () => allow('rw'),
    );
  },
};

export const damaged: Fault = {
  name: 'database damaged',
  how: 'random bytes over 16 pages, the first among them in every second try, until SQLite can tell',
  tells: TELLS,
  needsDatabase: true,
  arm({ database, folder, random }) {
    if (!existsSync(database)) return nothing;
    const whole = readFileSync(database);
    const first = random.integer(2);
    const scribble = (): void => {
      const bytes = Buffer.from(whole);
      for (let i = 0; i < 16; i++) {
        const page = i === 0 && first === 0 ? 0 : random.integer(Math.ceil(bytes.length / PAGE));
        for (let j = 0; j < 200; j++) bytes[page * PAGE + random.integer(PAGE)] = random.integer(256);
      }
      writeFileSync(database, bytes);
      if (isSound(copyDatabase(database, join(folder, 'scribbled')))) scribble();
    };
    return refusal(database, scribble, () => writeFileSync(database, whole));
  },
};

/** Whether SQLite finds no fault: bytes within a value are a value like any other. */
function isSound(path: string): boolean {
  let database;
  try {
    database = new Database(path);
    return database.pragma('quick_check', { simple: true }) === 'ok';
  } catch {
    return false;
  } finally {
    database?.close();
  }
}

export const nothing: ArmedFault = { hits: () => [] };

/** The file must be left as `spoil` makes it, and the exit status be 2. */
export function refusal(database: string, spoil: () => void, mend: () => void): ArmedFault {
  spoil();
  const before = readFileSync(database);
  let target: Program | undefined;
  let status: number | null = null;
  return {
    async inflict(program) {
      target = program;
      ({ status } = await program.ended);
    },
    hits: () => ['refused'],
    findings() {
      const findings: Finding[] = [];
      if (!readFileSync(database).equals(before)) {
        findings.push({ kind: 'changed', where: 'the file that should have been refused' });
      }
      if (status !== 2) {
        const found = `${status}: ${target!.output().slice(-300)}`;
        findings.push({ kind: 'changed', where: 'exit status at a file to refuse', expected: '2', found });
      }
      return findings;
    },
    mend,
  };
}
