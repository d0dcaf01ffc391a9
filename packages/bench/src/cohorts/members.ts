/** The runs of a measured cohort. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Workload } from '@ranksweep/core';
import { writeWorkload } from '../workloadFolder.ts';
import type { BenchWorkload } from '../workloads.ts';

/** Runs of a cohort that differ, by their seeds. The others repeat these, in turn: all have numbers of their own to work on. */
export const MEMBERS = 8;

/** Slot s of a cohort has the run `members[s % count]`. */
export async function membersOf(workload: BenchWorkload, count: number): Promise<Workload[]> {
  const members: Workload[] = [];
  for (let seed = 0; seed < count; seed++) {
    members.push(await workload.prepare({ seed, std: workload.movingStd }));
  }
  return members;
}

/** Folders `member-0`, `member-1`, ..., as peers read them. */
export async function writeMembers(folder: string, workload: BenchWorkload): Promise<void> {
  for (const [i, member] of (await membersOf(workload, MEMBERS)).entries()) {
    const memberFolder = join(folder, `member-${i}`);
    mkdirSync(memberFolder);
    writeWorkload(memberFolder, workload.name, member);
  }
}
