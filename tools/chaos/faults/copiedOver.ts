/** Backups that are put in place by hand: over a database that is in use, and beside the log that a killed process has left. */
import { copyFileSync, statSync } from 'node:fs';
import type { Fault } from './fault.ts';
import { backUpFirst, foreignHand, restore } from './foreignHand.ts';
import { whileComputing } from './moments.ts';

export const copiedOver: Fault = {
  name: 'another file copied over the database',
  how: 'cp of a backup over the database while the program runs; then what it says is done',
  tells: /^ranksweep: .*$/m,
  needsDatabase: true,
  arm(scene) {
    const backup = backUpFirst(scene);
    if (backup === undefined) return { hits: () => [] };
    return foreignHand(scene, backup, {
      hit: 'file copied over',
      spoil() {
        copyFileSync(backup, scene.database);
        return true;
      },
    });
  },
};

export const restoredBesideLog: Fault = {
  name: 'backup restored beside a log',
  how: 'SIGKILL while lanes compute, then ranksweep restore, after a cp of the backup in every second try',
  needsDatabase: true,
  arm(scene) {
    const { database } = scene;
    const backup = backUpFirst(scene);
    if (backup === undefined) return { hits: () => [] };
    let isHit = false;
    return {
      async inflict(program) {
        if (!(await whileComputing(program, scene))) return;
        program.kill('SIGKILL');
        await program.ended;
        isHit = (statSync(`${database}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
      },
      hits: () => (isHit ? ['log left'] : []),
      mend() {
        if (!isHit) return;
        if (scene.random.integer(2) === 0) copyFileSync(backup, database);
        restore(backup, database);
      },
    };
  },
};
