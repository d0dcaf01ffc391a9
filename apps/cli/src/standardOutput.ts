/** What is written piece by piece to standard output, by commands whose result that is. */
import { toStream, type Pieces } from '@ranksweep/export';
import { exitStatus, type ExitStatus } from './exitStatus.ts';

/** The name of standard output, in place of a file's. */
export const STANDARD_OUTPUT = '-';

/**
 * @returns 141 when its reader has gone before the end, as `head` does: nothing has failed, but not all was written
 * @throws Error when it cannot be written
 */
export async function toStandardOutput(pieces: Pieces, signal?: AbortSignal): Promise<ExitStatus> {
  try {
    await toStream(process.stdout, signal)(pieces);
    return exitStatus.ok;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPIPE') return exitStatus.brokenPipe;
    throw error;
  }
}
