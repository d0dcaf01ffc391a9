/** What is written piece by piece to standard output, by commands whose result that is. */
import { toStream, type Pieces } from '@ranksweep/export';
import { exitStatus, type ExitStatus } from './exitStatus.ts';

/** The name of standard output, in place of a file's. */
export const STANDARD_OUTPUT = '-';

/**
 * @returns 141 when its reader has gone before the end, as `head` does: nothing has failed, but not all was written; 1
 *   when it cannot be written, which is told already (`main.ts`)
 * @throws what making the pieces throws
 */
export async function toStandardOutput(pieces: Pieces, signal?: AbortSignal): Promise<ExitStatus> {
  let trouble: NodeJS.ErrnoException | undefined;
  const note = (error: Error): void => void (trouble = error);
  process.stdout.on('error', note);
  try {
    await toStream(process.stdout, signal)(pieces);
    return exitStatus.ok;
  } catch (error) {
    if (error !== trouble) throw error;
    return trouble?.code === 'EPIPE' ? exitStatus.brokenPipe : exitStatus.someFailed;
  } finally {
    process.stdout.off('error', note);
  }
}
