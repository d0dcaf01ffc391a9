/** Targets of kind `file`: users' tensors, which are checked before a sweep begins and pinned by their SHA-256. */
import { resolve } from 'node:path';
import { getPath, withPath, type TensorConfig } from '@ranksweep/core';
import { readNpy } from '@ranksweep/npy';
import type { NpyArray } from '@ranksweep/npy';
import type { Shortcut } from '@ranksweep/run';
import { checkTensor } from './readTarget.ts';

/** A target with a file becomes one of kind `file`. It is used unscaled, because a tensor from a file has its own scale. */
export const targetShortcuts: Readonly<Record<string, Shortcut>> = {
  'task.target.file': (config, file) => {
    const isFile = getPath(config, 'task.target.kind') === 'file';
    const frobeniusNorm = isFile ? getPath(config, 'task.target.frobeniusNorm') : undefined;
    const scale = frobeniusNorm === undefined ? {} : { frobeniusNorm };
    return withPath(config, 'task.target', { kind: 'file', file, ...scale });
  },
  'task.target.kind': (config, kind) =>
    kind === 'file' && getPath(config, 'task.target.kind') !== 'file'
      ? withPath(config, 'task.target', { kind })
      : undefined,
};

export class TargetReader {
  readonly #folder: string;
  readonly #arrays = new Map<string, NpyArray>();
  /** A check for one run also holds for others with the same file, shape and hash. */
  readonly #checked = new Set<string>();
  readonly sha256 = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @throws InputError if a file cannot be read, or its shape or values are unsuitable */
  async pinned<Config extends TensorConfig>(config: Config): Promise<Config> {
    const { target, dims } = config.task;
    if (target.kind !== 'file') return config;
    const file = resolve(this.#folder, target.file);
    const array = this.#arrays.get(file) ?? (await readNpy(file));
    this.#arrays.set(file, array);
    this.sha256.set(file, array.sha256);
    const key = JSON.stringify([file, dims, target.sha256]);
    if (!this.#checked.has(key)) checkTensor({ ...target, file }, dims, array);
    this.#checked.add(key);
    return {
      ...config,
      task: { ...config.task, target: { ...target, file, sha256: array.sha256 } },
    };
  }
}
