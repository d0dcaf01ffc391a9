/**
 * Names for files that are being written. They identify the writer, so that the next process can delete what a killed one has
 * left.
 */
import { createHash } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { currentProcess, hasEnded } from './process.ts';

const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** Identifies this machine, because a folder may be shared with machines whose processes cannot be seen. */
const machine = (): string => shortHash(hostname());
/** Identifies the machine's current boot. */
const boot = (bootId: string | null): string => shortHash(bootId ?? '');
const namespace = (pidNamespace: string | null): string => shortHash(pidNamespace ?? '');

/**
 * The path of a temporary file that will become `target`, in the same folder. Its name always has the same length, however long
 * the target's is. Leftovers of ended processes are deleted from the folder.
 */
export function temporaryBeside(target: string): string {
  const folder = dirname(target);
  clearLeftovers(folder);
  const { pid, startedAt, pidNamespace, bootId } = currentProcess();
  const writer = [pid, startedAt ?? 0, namespace(pidNamespace), boot(bootId), machine()].join('-');
  return join(folder, `.ranksweep-${shortHash(basename(target))}-${writer}.tmp`);
}

/** Includes the files that SQLite keeps beside a database while it is written. */
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

/** Whether the process is known to have ended. Nothing is known about processes on another machine or in another container. */
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
    return []; // An error will appear when the file is written.
  }
}
