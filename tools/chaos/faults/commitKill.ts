/** SIGKILL inside a commit: at the Nth call on the database's files, before it, after it, or with a part of the bytes written. */
import { join } from 'node:path';
import { faultyDiskEnv, noCompiler, reportLines, type DiskFault } from '../disk/faultyDisk.ts';
import type { Fault } from './fault.ts';

export const commitKill: Fault = {
  name: 'process killed inside a commit',
  how: 'SIGKILL before, after or in the midst of a write, sync or truncation of the database, its log or its journal',
  missing: noCompiler,
  arm({ database, folder, random, diskCalls, faultyDisk }) {
    const report = join(folder, 'disk');
    const action = (['before', 'torn', 'after'] as const)[random.integer(3)]!;
    const at = 1 + Math.floor(0.9 * diskCalls * random.uniform() ** 2);
    const fault: DiskFault = action === 'torn' ? { action, at, share: random.integer(1000) } : { action, at };
    return {
      env: faultyDiskEnv(faultyDisk, database, report, fault),
      hits: () => reportLines(report).map((line) => `SIGKILL in a commit, ${inWords(line)}`),
    };
  },
};

/** `torn write chaos.db-wal` -> `torn write of the log` */
function inWords(line: string): string {
  const [action, call, file] = line.split(' ') as [string, string, string];
  const which = file.endsWith('-wal')
    ? 'the log'
    : file.endsWith('-journal')
      ? 'the journal'
      : 'the database';
  return `${action === 'torn' && call !== 'write' ? 'before' : action} ${call} of ${which}`;
}
