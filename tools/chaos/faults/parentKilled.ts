/** What started the program is killed, and the program goes on by itself, unseen, while the user starts it again. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { follow, REPOSITORY, startSweep, sweepWords, type Program } from '../program.ts';
import { isAlive } from '../terminal.ts';
import type { Fault } from './fault.ts';
import { stillRuns } from './moments.ts';

export const parentKilled: Fault = {
  name: 'parent killed',
  how: 'SIGKILL of the npx that started it; the same command is started again at once',
  arm({ database, random, wallMs }) {
    let orphans: number[] = [];
    let again: Program | undefined;
    return {
      start: () =>
        follow(
          spawn('npx', ['ranksweep', ...sweepWords(database)], {
            cwd: REPOSITORY,
            stdio: ['ignore', 'pipe', 'pipe'],
            env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}` },
          }),
        ),
      async inflict(program) {
        if (!(await stillRuns(program, (0.4 + 0.6 * random.uniform()) * wallMs))) return;
        const children = descendants(program.pid);
        program.kill('SIGKILL');
        orphans = children.filter(isAlive);
        again = startSweep(database);
        await again.ended;
        while (orphans.some(isAlive)) await sleep(20);
      },
      also: () => (again === undefined ? [] : [again]),
      hits: () => (orphans.length > 0 ? ['parent killed'] : []),
    };
  },
};

/** Children, and theirs. */
function descendants(pid: number): number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), parentOf(Number(name))]),
  );
  const found: number[] = [pid];
  for (const ancestor of found) {
    for (const [child, parent] of parents) if (parent === ancestor) found.push(child);
  }
  return found.slice(1);
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}
