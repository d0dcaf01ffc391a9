/** Finds the processes that have a database open, as far as the system tells. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface OpenIn {
  readonly pid: number;
  readonly name: string;
}

/** Other processes that have the file or its log open. Empty if there is no /proc, or if it hides other users' processes. */
export function processesWith(file: string): OpenIn[] {
  const files = new Set([file, `${file}-wal`, `${file}-shm`]);
  const pids = list('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
  return pids
    .filter((pid) => list(`/proc/${pid}/fd`).some((descriptor) => files.has(linkOf(pid, descriptor))))
    .map((pid) => ({ pid: Number(pid), name: nameOf(pid) }));
}

/** A process may end while it is inspected. */
function unless<Result>(missing: Result, read: () => Result): Result {
  try {
    return read();
  } catch {
    return missing;
  }
}

const list = (folder: string): string[] => unless([], () => readdirSync(folder));

const linkOf = (pid: string, descriptor: string): string =>
  unless('', () => readlinkSync(`/proc/${pid}/fd/${descriptor}`));

const nameOf = (pid: string): string =>
  unless('that has just ended', () => readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
