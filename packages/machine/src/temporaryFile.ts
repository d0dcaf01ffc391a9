/** Names for files that are being written, which tell by whom: what a killed process has left is cleared by the next. */
import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { currentProcess, hasEnded } from './process.ts';

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** Of this machine; a folder may be shared with others, whose processes cannot be seen. */
const machine = (): string => shortHash(hostname());
/** As long as the machine is not started anew. */
const boot = (bootId: string | null): string => shortHash(bootId ?? '');
const namespace = (pidNamespace: string | null): string => shortHash(pidNamespace ?? '');

/**
 * The path of a file that is to become `target`, in its folder. Its name has one length, however long the target's is.
 * Leftovers of processes that have ended are removed from there.
 */
export function temporaryBeside(target: string): string {
  const folder = dirname(target);
  clearLeftovers(folder);
  const { pid, startedAt, pidNamespace, bootId } = currentProcess();
  const writer = [pid, startedAt ?? 0, namespace(pidNamespace), boot(bootId), machine()].join('-');
  return join(folder, `.ranksweep-${shortHash(basename(target))}-${writer}.tmp`);
}

/** With what SQLite keeps beside a database while it is written. */
export function removeTemporary(path: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
}

const leftover =
  /^\.ranksweep-[0-9a-f]{10}-(?<pid>\d+)-(?<startedAt>\d+)-(?<namespace>[0-9a-f]{10})-(?<boot>[0-9a-f]{10})-(?<machine>[0-9a-f]{10})\.tmp(-journal|-wal|-shm)?$/;

function clearLeftovers(folder: string): void {
  for (const name of namesIn(folder)) {
    const writer = leftover.exec(name)?.groups;
    if (writer !== undefined && isGone(writer as unknown as Writer))
      rmSync(join(folder, name), { force: true });
  }
}

type Writer = Readonly<Record<'pid' | 'startedAt' | 'namespace' | 'boot' | 'machine', string>>;

/** Known to have ended, that is: of a process on another machine or in another container nothing is known. */
function isGone(writer: Writer): boolean {
  if (writer.machine !== machine()) return false;
  const self = currentProcess();
  if (writer.boot !== boot(self.bootId)) return true;
  if (writer.namespace !== namespace(self.pidNamespace)) return false;
  const startedAt = Number(writer.startedAt) || null;
  return hasEnded({ ...self, pid: Number(writer.pid), startedAt });
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // which shows when the file is written
  }
}
