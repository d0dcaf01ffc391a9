/** The processes that a node would take along if its power failed. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

export interface NodePlace {
  /** The cluster's slurm.conf: its jobs have it in their environment. */
  readonly configuration: string;
  readonly node: string;
  /** Only the node's daemon and the processes that it starts for jobs have it open. */
  readonly log: string;
}

/**
 * Kills them all, with SIGKILL, until none is left. Those of Slurm go first: they have no time to tell the controller that the
 * rest has died.
 */
export async function killNodeProcesses(place: NodePlace): Promise<void> {
  while (killOnce(place) > 0) await sleep(10);
}

/** How many it found. */
export function killOnce(place: NodePlace): number {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const ofSlurm = pids.filter((pid) => hasOpen(pid, place.log));
  const ofJobs = pids.filter((pid) => isOfJob(pid, place));
  const found = [...new Set([...ofSlurm, ...ofJobs])];
  for (const pid of found) kill(pid);
  return found.length;
}

function hasOpen(pid: number, path: string): boolean {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).some((name) => linkOf(`${folder}/${name}`) === path);
  } catch {
    return false; // It has ended, or belongs to another user.
  }
}

function isOfJob(pid: number, { configuration, node }: NodePlace): boolean {
  try {
    // A zombie has an empty environment: it does not keep the node alive.
    const environment = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return (
      environment.includes(`SLURM_CONF=${configuration}`) && environment.includes(`SLURMD_NODENAME=${node}`)
    );
  } catch {
    return false;
  }
}

function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
