/** How the commands of this folder tell mistakes: bad usage and bad input in one line and with status 2. */
import { InputError } from '@ranksweep/core';

/** @param work its exit status becomes that of the process */
export async function runCommand(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    if (!(error instanceof InputError || isBadUsage(error))) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

/** An option that `parseArgs` does not know, or that lacks its value. */
const isBadUsage = (error: unknown): error is Error =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
