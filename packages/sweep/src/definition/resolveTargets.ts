/** Targets of kind `file`: the user's own tensors, checked before a sweep begins and pinned by their SHA-256. */
import { resolve } from 'node:path';
import { InputError, shown } from '@ranksweep/core';
import type { RunConfig, TargetConfig } from '@ranksweep/core';
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

/**
 * The tensor of a target, row-major.
 * @throws InputError as `resolveTargets`, and when the file is no longer what it was
 */
export async function readTarget(target: FileTarget, dims: readonly number[]): Promise<Float64Array> {
  const array = await readNpy(target.file);
  checkTensor(target, dims, array);
  return array.data;
}

function checkTensor(target: FileTarget, dims: readonly number[], array: NpyArray): void {
  const { file, sha256 } = target;
  if (sha256 !== undefined && sha256 !== array.sha256) {
    throw new InputError(`${file}: expected sha256 ${sha256}, found ${array.sha256}: the file has changed`);
  }
  if (JSON.stringify(array.shape) !== JSON.stringify(dims)) {
    throw new InputError(`${file}: expected shape ${shown(dims)} (task.dims), found ${shown(array.shape)}`);
  }
  // Targets are float32 in every engine.
  const bad = array.data.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (bad >= 0) {
    throw new InputError(
      `${file}: expected finite float32 numbers, found ${array.data[bad]} at ${shown(indexOf(bad, dims))}, counted from 0`,
    );
  }
  if (array.data.every((value) => value === 0)) {
    throw new InputError(
      `${file}: expected a tensor other than 0, whose reconstruction error is not defined`,
    );
  }
}

function indexOf(position: number, dims: readonly number[]): number[] {
  return dims
    .toReversed()
    .reduce<[number[], number]>(
      ([index, rest], d) => [[rest % d, ...index], Math.floor(rest / d)],
      [[], position],
    )[0];
}

function withTarget(config: RunConfig, target: FileTarget): RunConfig {
  return { ...config, task: { ...config.task, target } };
}
