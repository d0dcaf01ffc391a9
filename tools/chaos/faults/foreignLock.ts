/** Another program holds the database's write lock for longer than SQLite's own patience, at any phase of a process's life. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Finding } from '../database/finding.ts';
import type { Program } from '../program.ts';
import type { Fault, Scene } from './fault.ts';
import { stillRuns, whileComputing } from './moments.ts';

const SHORTEST_MS = 11_000;
const LONGEST_MS = 25_000;
const POLL_MS = 1;

/** Waits for a moment of each. @returns whether the process still runs */
const moments: Readonly<Record<string, (program: Program, scene: Scene) => Promise<boolean>>> = {
  'before it begins': (program) => Promise.resolve(!program.hasEnded()),
  'while it plans': (program, { database }) => when(program, () => existsSync(database)),
  'while it computes': whileComputing,
  'while it ends': (program) => when(program, () => endedRuns(program) >= RUNS - 2),
  'at any moment': (program, { wallMs, random }) => stillRuns(program, wallMs * random.uniform()),
};
/** Of the sweep of this folder. */
const RUNS = 28;

export const foreignLock: Fault = {
  name: 'foreign lock',
  how: 'another program holds BEGIN EXCLUSIVE for 11 to 25 s: before the sweep begins, while it plans, computes and ends, or at any moment',
  tells: /^.*lock.*$/m,
  arm(scene) {
    const names = Object.keys(moments);
    const moment = names[scene.random.integer(names.length)]!;
    let isHeld = false;
    let status: number | null = 0;
    return {
      async inflict(program) {
        void program.ended.then((ended) => ({ status } = ended));
        if (!(await moments[moment]!(program, scene))) return;
        const other = await locked(program, scene.database);
        if (other === undefined) return;
        isHeld = !program.hasEnded();
        if (isHeld) await sleep(SHORTEST_MS + (LONGEST_MS - SHORTEST_MS) * scene.random.uniform());
        other.close();
      },
      hits: () => (isHeld ? [`foreign lock ${moment}`] : []),
      findings(): Finding[] {
        if (!isHeld || status === 0) return [];
        return [
          {
            kind: 'changed',
            where: `exit status after a lock ${moment}`,
            expected: '0',
            found: String(status),
          },
        ];
      },
    };
  },
};

/** While a database is being made, its journal comes and goes, which not every attempt survives. */
async function locked(program: Program, database: string): Promise<Database.Database | undefined> {
  while (!program.hasEnded()) {
    const other = new Database(database, { timeout: 60_000 });
    try {
      other.exec('BEGIN EXCLUSIVE');
      return other;
    } catch {
      other.close();
      await sleep(POLL_MS);
    }
  }
  return undefined;
}

/** Looks often: what it waits for passes soon. */
async function when(program: Program, isSo: () => boolean): Promise<boolean> {
  while (!program.hasEnded() && !isSo()) await sleep(POLL_MS);
  return !program.hasEnded();
}

const endedRuns = (program: Program): number => program.output().match(/^(?:done|diverged) /gm)?.length ?? 0;
