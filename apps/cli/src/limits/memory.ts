/** The memory that is free for this process: the machine's, or what its container or batch job leaves it. */
import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';
import { join } from 'node:path';

/** @returns bytes */
export const freeMemory = (): number => Math.min(freemem(), freeInGroups());

export interface GroupPlaces {
  /** Where control groups are mounted. */
  readonly root?: string;
  /** The file that says in which groups this process is. */
  readonly membership?: string;
}

/**
 * The least that any control group leaves which this process is in: its own, and those above. Both versions of control groups,
 * see cgroups(7). Files that the kernel caches do not count: it gives them up when memory is asked for.
 * @returns bytes; Infinity where none has a limit
 */
export function freeInGroups({
  root = '/sys/fs/cgroup',
  membership = '/proc/self/cgroup',
}: GroupPlaces = {}): number {
  const left = (text(membership) ?? '').split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined) return [];
    if (controllers === '')
      return foldersUpwards(path).map((folder) => leftIn(join(root, folder), VERSION_2));
    if (!controllers!.split(',').includes('memory')) return [];
    return foldersUpwards(path).map((folder) => leftIn(join(root, 'memory', folder), VERSION_1));
  });
  return Math.min(Infinity, ...left);
}

interface GroupFiles {
  readonly limit: string;
  readonly usage: string;
  /** In memory.stat: cached files, of the groups below too. */
  readonly cached: RegExp;
}

const VERSION_1: GroupFiles = {
  limit: 'memory.limit_in_bytes',
  usage: 'memory.usage_in_bytes',
  cached: /^total_inactive_file (\d+)$/m,
};
const VERSION_2: GroupFiles = {
  limit: 'memory.max',
  usage: 'memory.current',
  cached: /^inactive_file (\d+)$/m,
};

/** A container may name its group as the machine does, and see it at the root. */
function foldersUpwards(path: string): string[] {
  const names = path.split('/').filter((name) => name !== '');
  return Array.from({ length: names.length + 1 }, (_, i) => names.slice(0, names.length - i).join('/'));
}

function leftIn(folder: string, { limit, usage, cached }: GroupFiles): number {
  const [most, used] = [number(join(folder, limit)), number(join(folder, usage))];
  if (most === undefined || used === undefined) return Infinity;
  const reclaimable = Number(cached.exec(text(join(folder, 'memory.stat')) ?? '')?.[1] ?? 0);
  return Math.max(0, most - used + reclaimable);
}

/** Undefined where the file is missing, or says `max`. */
function number(path: string): number | undefined {
  const found = text(path)?.trim();
  return found !== undefined && /^\d+$/.test(found) ? Number(found) : undefined;
}

function text(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
