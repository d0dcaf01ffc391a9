/** The database's file is deleted while the program writes it: it must not say that all is well. */
import { existsSync, rmSync } from 'node:fs';
import type { Fault } from './fault.ts';
import { whileComputing } from './moments.ts';

export const deleted: Fault = {
  name: 'database deleted while in use',
  how: 'rm of the database file, or of it and its log, while lanes compute',
  tells: /^ranksweep: .*$/m,
  arm(scene) {
    let isGone = false;
    return {
      async inflict(program) {
        if (!(await whileComputing(program, scene)) || !existsSync(scene.database)) return;
        isGone = true;
        const suffixes = scene.random.integer(2) === 0 ? [''] : ['', '-wal', '-shm'];
        for (const suffix of suffixes) rmSync(`${scene.database}${suffix}`, { force: true });
      },
      hits: () => (isGone ? ['database deleted'] : []),
    };
  },
};
