/** Identifies processes. A process id is reused once its owner has ended, but its start time is not. */
import { readFileSync, readlinkSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to the process's start; null if /proc does not tell. */
  readonly startedAt: number | null;
  /**
   * The namespace of process ids, because containers on one machine do not see each other's processes. Null if /proc does not
   * tell.
   */
  readonly pidNamespace: string | null;
  /** Identifies the machine's current boot; null if /proc does not tell. */
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

/** Milliseconds on a clock that all processes of this machine share, and that does not change when the time is set. */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/**
 * Whether the process is known to have ended, because the machine was restarted or because its process id can be looked up. A
 * killed process that its parent has not reaped yet has ended.
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
  // There is no /proc, or it hides other users' processes.
  try {
    process.kill(pid, 0); // signal 0 sends nothing
    return true;
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'; // the process exists and belongs to another user
  }
}

/** Fields 3 and 22 of /proc/PID/stat (man 5 proc). */
function readStat(pid: number): { state: string; startedAt: number } | undefined {
  const text = unlessMissing(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  if (text === null) return undefined;
  // Field 2 is the command's name in parentheses. The name itself may contain spaces and parentheses.
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
