/** Work that Ctrl-C stops cleanly. */
import { exitStatus, type ExitStatus } from './exitStatus.ts';

/** An hour. */
const LONG_MS = 3_600_000;

/**
 * @param work stops when its signal says so, and then rejects; what it returns is the exit status, 0 where that is nothing
 * @returns 130 when it was stopped, having said so
 */
export async function interruptible(
  work: (signal: AbortSignal) => Promise<ExitStatus | void>,
  { message = 'Stopped; no file was written.' } = {},
): Promise<ExitStatus> {
  const controller = new AbortController();
  const interrupt = (): void => controller.abort();
  // A process that works for this one does not keep it from ending; a timer does.
  const stay = setInterval(() => {}, LONG_MS);
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    return (await work(controller.signal)) ?? exitStatus.ok;
  } catch (error) {
    if (!controller.signal.aborted) throw error;
    console.error(message);
    return exitStatus.interrupted;
  } finally {
    clearInterval(stay);
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
