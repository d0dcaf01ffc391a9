/** Work that Ctrl-C stops cleanly. */
import { exitStatus, type ExitStatus } from './exitStatus.ts';

/**
 * @param work stops when its signal says so, and then rejects
 * @returns 130 when it was stopped, having said so
 */
export async function interruptible(work: (signal: AbortSignal) => Promise<void>): Promise<ExitStatus> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await work(controller.signal);
    return exitStatus.ok;
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    console.error('Stopped; no file was written.');
    return exitStatus.interrupted;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
