/** SIGKILL inside a commit: at the Nth call on the database's files, before it, after it, or with a part of the bytes written. */
import { join } from 'node:path';
import { faultyDiskEnv, reportLines, type DiskFault } from '../disk/faultyDisk.ts';
import type { KillKind } from './kill.ts';

export const diskKill: KillKind = ({ database, folder, random, diskCalls, faultyDisk }) => {
  const report = join(folder, 'disk');
  const action = (['before', 'torn', 'after'] as const)[random.integer(3)]!;
  const at = 1 + Math.floor(0.9 * diskCalls * random.uniform() ** 2);
  const fault: DiskFault = action === 'torn' ? { action, at, share: random.integer(1000) } : { action, at };
  return {
    env: faultyDiskEnv(faultyDisk, database, report, fault),
    begin() {},
    hits: () => reportLines(report).map((line) => `SIGKILL in a commit, ${withoutName(line)}`),
  };
};

/** `torn write chaos.db-wal` -> `torn write of the log` */
function withoutName(line: string): string {
  const [action, call, file] = line.split(' ') as [string, string, string];
  const which = file.endsWith('-wal')
    ? 'the log'
    : file.endsWith('-journal')
      ? 'the journal'
      : 'the database';
  return `${action === 'torn' && call !== 'write' ? 'before' : action} ${call} of ${which}`;
}
