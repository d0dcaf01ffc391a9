/** Which process is which: a process id is given again once its owner has gone, its start time is not. */
import { existsSync, readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to the process's start; null where /proc does not tell. */
  readonly startedAt: number | null;
}

export const currentProcess = (): ProcessIdentity =>
  (current ??= { pid: process.pid, startedAt: readStat(process.pid)?.startedAt ?? null });

let current: ProcessIdentity | undefined;

/** Whether the process still runs. One that was killed and not yet reaped by its parent does not. */
export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  if (existsSync('/proc/self/stat')) {
    const stat = readStat(pid);
    if (stat === undefined || stat.state === 'Z' || stat.state === 'X') return false;
    return startedAt === null || stat.startedAt === startedAt;
  }
  try {
    process.kill(pid, 0); // sends nothing
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'; // it exists, and is another user's
  }
}

/** Fields 3 and 22 of /proc/PID/stat (man 5 proc). */
function readStat(pid: number): { state: string; startedAt: number } | undefined {
  let text;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  // Field 2 is the command's name in parentheses, which may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0], startedAt: Number(fields[19]) };
}
