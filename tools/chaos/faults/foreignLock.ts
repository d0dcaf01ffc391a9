/** Another program holds the database's write lock for longer than SQLite's own patience. */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import type { Fault } from './fault.ts';
import { whileComputing } from './moments.ts';

const SHORTEST_MS = 11_000;

export const foreignLock: Fault = {
  name: 'foreign lock',
  how: 'another program holds BEGIN EXCLUSIVE for 11 to 16 s',
  tells: /^.*lock.*$/m,
  arm(scene) {
    let isHeld = false;
    return {
      async inflict(program) {
        if (!(await whileComputing(program, scene)) || !existsSync(scene.database)) return;
        const other = new Database(scene.database, { timeout: 60_000 });
        try {
          other.exec('BEGIN EXCLUSIVE');
          isHeld = !program.hasEnded();
          if (isHeld) await sleep(SHORTEST_MS + 5000 * scene.random.uniform());
          other.exec('COMMIT');
        } finally {
          other.close();
        }
      },
      hits: () => (isHeld ? ['foreign lock'] : []),
    };
  },
};
