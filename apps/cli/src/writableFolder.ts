/** Folders that a command writes to at its end are looked at before it begins. */
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { InputError } from '@ranksweep/core';
import { UsageError } from './usageError.ts';

const NAMES_OF_FILES = /\.(?:svg|png|pdf)$/i;

/**
 * @param option what names the folder, for the message
 * @throws InputError when files cannot be written in the folder, or the folder cannot be made where it is missing
 */
export function requireWritable(option: string, folder: string): void {
  if (NAMES_OF_FILES.test(folder) && !existsSync(folder)) {
    throw new UsageError(
      `${option}: expected a folder, found ${folder}, which is named as a file: name the folder alone`,
    );
  }
  let existing = resolve(folder);
  while (!existsSync(existing)) existing = dirname(existing);
  const reason = statSync(existing).isDirectory() ? accessProblem(existing) : 'it is a file';
  if (reason === undefined) return;
  throw new InputError(`${option}: expected a folder that can be written, found ${existing}: ${reason}`);
}

function accessProblem(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
