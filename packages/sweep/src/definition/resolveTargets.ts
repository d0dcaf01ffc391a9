/** Targets of kind `file`: the user's own tensors, checked before a sweep begins and pinned by their SHA-256. */
import { resolve } from 'node:path';
import type { RunConfig, TargetConfig } from '@ranksweep/core';
import { checkTensor } from '@ranksweep/factorization';
import { readNpy } from '@ranksweep/npy';
import type { NpyArray } from '@ranksweep/npy';
import type { ExpandedRun, ExpandedSweep } from './expand.ts';

type FileTarget = Extract<TargetConfig, { kind: 'file' }>;

/**
 * The sweep with every target file read and checked, its path made absolute and its SHA-256 filled in.
 * @throws InputError when a file cannot be read, or its shape or values will not do
 */
export async function resolveTargets(sweep: ExpandedSweep, folder = process.cwd()): Promise<ExpandedSweep> {
  const files = new Map<string, NpyArray>();
  const runs: ExpandedRun[] = [];
  // What was checked for one run need not be for the next: file, shape and hash decide.
  const checked = new Set<string>();
  for (const run of sweep.runs) {
    const { target, dims } = run.config.task;
    if (target.kind !== 'file') {
      runs.push(run);
      continue;
    }
    const file = resolve(folder, target.file);
    const array = files.get(file) ?? (await readNpy(file));
    files.set(file, array);
    const key = JSON.stringify([file, dims, target.sha256]);
    if (!checked.has(key)) checkTensor({ ...target, file }, dims, array);
    checked.add(key);
    runs.push({ ...run, config: withTarget(run.config, { ...target, file, sha256: array.sha256 }) });
  }
  const targets = Object.fromEntries([...files].map(([file, { sha256 }]) => [file, sha256]));
  return { ...sweep, runs, spec: { ...sweep.spec, targets } };
}

function withTarget(config: RunConfig, target: FileTarget): RunConfig {
  return { ...config, task: { ...config.task, target } };
}
