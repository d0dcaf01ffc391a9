/** Copies the database named by its first argument to its second argument. The third is the process that asks. Errors go to stderr. */
import { InputError } from '@ranksweep/core';
import { endWithParent } from '../processes/endWithParent.ts';
import { BAD_INPUT } from './backUp.ts';
import { copyDatabase } from './copy.ts';

const [source, target, parent] = process.argv.slice(2) as [string, string, string];
endWithParent(Number(parent));
try {
  copyDatabase(source, target);
} catch (error) {
  process.stderr.write((error as Error).message);
  process.exitCode = error instanceof InputError ? BAD_INPUT : 1;
}
