/**
 * Where a sweep's folder lies: beside the database, or in a folder that was named (`--folder`), to which a link beside the database leads.
 * Several databases may name the same one.
 */
import { existsSync, lstatSync, mkdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '@ranksweep/core';
import { createFolder } from '@ranksweep/machine';
import { hasCode } from '../claims/sharedFiles.ts';
import { slurmFolder } from '../folder.ts';
import { readSlurmSweep } from '../sweepFile.ts';

/** Other commands find the sweep's folder by this link. */
export function linkTo(path: string, usualPath: string): void {
  createFolder(dirname(usualPath));
  symlinkSync(path, usualPath);
}

/**
 * Makes sure that an earlier folder of the sweep is found at its usual path, if there is one: somebody may have lost the link.
 * @param path where it would be
 * @throws InputError if the link leads nowhere: tasks may be at work in a folder that cannot be seen now
 */
export function findEarlier(
  path: string,
  usualPath: string,
  { db, id }: { readonly db: string; readonly id: number },
): void {
  if (isLink(usualPath)) {
    if (existsSync(usualPath)) return;
    throw new InputError(
      `expected the sweep's folder on Slurm at ${readlinkSync(usualPath)}, found nothing there: make it reachable, or remove the link ` +
        `${usualPath} if that folder is gone for good`,
    );
  }
  if (path === usualPath || existsSync(usualPath)) return;
  const { sweepFile } = slurmFolder(path);
  if (!existsSync(sweepFile)) return;
  const found = readSlurmSweep(sweepFile);
  if (found.db === db && found.sweep.id === id) linkTo(path, usualPath);
}

/**
 * Makes a folder that nobody has.
 * @returns its path, with a number behind it where there is a folder of this name, such as another database's
 */
export function makeNewFolder(path: string): string {
  createFolder(dirname(path));
  for (let i = 1; ; i++) {
    const name = i === 1 ? path : `${path}.${i}`;
    try {
      mkdirSync(name);
      return name;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
