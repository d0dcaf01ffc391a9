/** Finds the file of a program, as a shell would. */
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { InputError, shown } from '@ranksweep/core';

/**
 * @param name a file, if it has a slash, or else what is looked for on the path
 * @param cwd the folder that the program is to work in
 * @throws InputError
 */
export function findProgram(name: string, cwd: string, path = ''): string {
  if (name.includes('/')) {
    const file = resolve(cwd, name);
    if (isProgram(file)) return file;
    throw new InputError(`program.command: expected a program, found no file that can be executed: ${file}`);
  }
  for (const folder of path.split(delimiter)) {
    const file = join(folder === '' ? cwd : folder, name);
    if (isProgram(file)) return file;
  }
  throw new InputError(
    `program.command: expected a program on the PATH, found none that is called ${shown(name)}`,
  );
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
