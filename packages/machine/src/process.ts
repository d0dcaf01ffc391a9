/** Which process is which: a process id is given again once its owner has gone, its start time is not. */
import { readFileSync, readlinkSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to the process's start; null where /proc does not tell. */
  readonly startedAt: number | null;
  /** Space of process ids: containers of one machine do not see each other's. Null where /proc does not tell. */
  readonly pidNamespace: string | null;
  /** Names the machine since it was started; null where /proc does not tell. */
  readonly bootId: string | null;
}

export const currentProcess = (): ProcessIdentity =>
  (current ??= {
    pid: process.pid,
    startedAt: readStat(process.pid)?.startedAt ?? null,
    pidNamespace: unlessMissing(() => readlinkSync('/proc/self/ns/pid')),
    bootId: unlessMissing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()),
  });

let current: ProcessIdentity | undefined;

/** Milliseconds on a clock that all processes of this machine share and that setting the time does not move. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/**
 * Whether the process is known to have ended: by a restart of the machine, or where its process id can be looked up. One
 * that was killed and not yet reaped by its parent has ended.
 */
export function hasEnded(other: ProcessIdentity): boolean {
  const self = currentProcess();
  if (other.bootId !== self.bootId) return true;
  return other.pidNamespace === self.pidNamespace && !isThere(other);
}

function isThere({ pid, startedAt }: ProcessIdentity): boolean {
  const stat = readStat(pid);
  if (stat !== undefined) {
    if (stat.state === 'Z' || stat.state === 'X') return false;
    return startedAt === null || stat.startedAt === startedAt;
  }
  // There is no /proc, or it does not show the processes of others.
  try {
    process.kill(pid, 0); // sends nothing
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'; // it exists, and is another user's
  }
}

/** Fields 3 and 22 of /proc/PID/stat (man 5 proc). */
function readStat(pid: number): { state: string; startedAt: number } | undefined {
  const text = unlessMissing(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  if (text === null) return undefined;
  // Field 2 is the command's name in parentheses, which may itself hold spaces and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0]!, startedAt: Number(fields[19]) };
}

function unlessMissing(read: () => string): string | null {
  try {
    return read();
  } catch {
    return null;
  }
}
