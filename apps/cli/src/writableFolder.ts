/** Folders that a command writes to at its end are looked at before it begins. */
import { accessSync, constants, existsSync, lstatSync, statSync } from 'node:fs';
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
  while (!isThere(existing)) existing = dirname(existing);
  const reason = problemOf(existing);
  if (reason === undefined) return;
  throw new InputError(`${option}: expected a folder that can be written, found ${existing}: ${reason}`);
}

/** True for links to what is not there, too. */
function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

function problemOf(folder: string): string | undefined {
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found === undefined) return 'it is a link to what is not there';
  if (!found.isDirectory()) return 'it is a file';
  try {
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
