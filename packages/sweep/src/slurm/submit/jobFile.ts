/** `jobs/JOB.json`: the jobs that were submitted for a sweep. There are several where tasks were submitted again. */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@ranksweep/machine';
import type { SlurmFolder } from '../folder.ts';

export interface SubmittedJob {
  readonly job: number;
  /** The words of `--array`. */
  readonly array: string;
  /** ISO 8601, by the clock of the machine that submitted it: for people. */
  readonly submittedAt: string;
}

export const writeJobFile = ({ jobs }: SlurmFolder, job: SubmittedJob): void =>
  replaceFile(join(jobs, `${job.job}.json`), JSON.stringify(job));

/** Numbers of the jobs, the first first. Empty where there is no such folder. */
export function submittedJobs({ jobs }: SlurmFolder): number[] {
  try {
    return jobsNamed(readdirSync(jobs));
  } catch {
    return [];
  }
}

/** Numbers of the jobs of which there are such files, the first first. */
export const jobsNamed = (names: readonly string[]): number[] =>
  names
    .flatMap((name) => /^(\d+)\.json$/.exec(name)?.[1] ?? [])
    .map(Number)
    .toSorted((a, b) => a - b);

export async function readJobFile({ jobs }: SlurmFolder, job: number): Promise<SubmittedJob> {
  return JSON.parse(await readFile(join(jobs, `${job}.json`), 'utf8')) as SubmittedJob;
}
