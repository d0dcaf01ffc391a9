/** Which index of Python packages this machine uses. pip knows: it may be a mirror. */
import { InputError } from '@ranksweep/core';
import { ask, pythons, type PythonOptions } from '../find/python.ts';

/**
 * @returns the URL of its simple repository API (PEP 503), which may hold a user and a password
 * @throws InputError if neither PIP_INDEX_URL nor any pip tells
 * @throws the signal's reason once it is aborted
 */
export async function packageIndex(options: PythonOptions): Promise<string> {
  if (options.env.PIP_INDEX_URL) return options.env.PIP_INDEX_URL;
  for (const python of pythons(options.env)) {
    const found = (await configured(python, options)) ?? (await byDefault(python, options));
    if (found !== undefined) return found;
  }
  throw new InputError(
    'expected pip, which knows the index of Python packages, found none: install it (on Debian and Ubuntu: ' +
      'apt install python3-pip), or name the index in PIP_INDEX_URL',
  );
}

/** Lines such as `global.index-url='https://mirror.example.org/simple'`. What is set for downloads counts before what is set for all. */
async function configured(python: string, options: PythonOptions): Promise<string | undefined> {
  const printed = (await ask(python, ['-m', 'pip', 'config', 'list'], options)) ?? '';
  const urlOf = (section: string): string | undefined =>
    new RegExp(`^${section}\\.index-url=(['"])(.+)\\1$`, 'm').exec(printed)?.[2];
  return urlOf('download') ?? urlOf('global');
}

/** pip's help tells the index that it uses where none is configured. */
async function byDefault(python: string, options: PythonOptions): Promise<string | undefined> {
  const printed = (await ask(python, ['-m', 'pip', 'download', '--help'], options)) ?? '';
  return /--index-url <url>[^(]*\(default (\S+?)\)/.exec(printed)?.[1];
}
