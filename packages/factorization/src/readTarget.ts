/** Reads users' tensors, the targets of kind `file`. */
import { InputError, shown, type TargetConfig } from '@ranksweep/core';
import { readNpy, type NpyArray } from '@ranksweep/npy';

type FileTarget = Extract<TargetConfig, { kind: 'file' }>;

/**
 * The tensor of a target, row-major.
 * @throws InputError if the file cannot be read, has changed, or has an unsuitable shape or values
 */
export async function readTarget(target: FileTarget, dims: readonly number[]): Promise<Float64Array> {
  const array = await readNpy(target.file);
  checkTensor(target, dims, array);
  return array.data;
}

/** @throws InputError if an array does not match the target's dimensions, or is unsuitable */
export function checkTensor(target: FileTarget, dims: readonly number[], array: NpyArray): void {
  const { file, sha256 } = target;
  if (sha256 !== undefined && sha256 !== array.sha256) {
    throw new InputError(`${file}: expected sha256 ${sha256}, found ${array.sha256}: the file has changed`);
  }
  if (JSON.stringify(array.shape) !== JSON.stringify(dims)) {
    throw new InputError(
      `${file}: expected the shape ${shown(dims)}, which task.dims says, found ${shown(array.shape)}; ` +
        `set task.dims=${JSON.stringify(array.shape)}, or write a definition for this file: ranksweep new my-sweep.yaml --target FILE`,
    );
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
