/** Programs in Python find `ranksweep.py`, which comes with this package, unless they have one of their own. */
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../python', import.meta.url));

/** @param path PYTHONPATH as the user has it, which comes first */
export const pythonPath = (path: string | undefined): string =>
  path === undefined || path === '' ? FOLDER : `${path}${delimiter}${FOLDER}`;
