/**
 * The process of a lane. One thread computes, while this thread listens to the driver at any time. The process ends when its
 * driver ends. It ignores signals that are meant for the process that started the sweep.
 */
import { ThreadLauncher } from '../threads/threadLauncher.ts';
import type { BatchAtWork, Launcher } from '../launcher.ts';
import type { FromProcess, Requests, ToProcess } from './protocol.ts';

const LOOK_EVERY_MS = 50;

let launcher: Launcher | undefined;
let batch: BatchAtWork | undefined;
let beatsTold = 0;
let checkpointsRequested = 0;

const tell = (message: FromProcess): void => void process.send!(message);

// Exit immediately whatever the threads are doing, because they may never return.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

process.on('message', (message: ToProcess) => {
  const { requests } = message;
  if (message.kind === 'start') {
    launcher ??= new ThreadLauncher({ places: [message.place], atOnce: 1 });
    beatsTold = 0;
    checkpointsRequested = requests.checkpointsRequested;
    batch = launcher.start(launcher.lanes[0]!, message.batch, (messages) => {
      tellAtWork();
      tell({ kind: 'messages', messages });
    });
    void tellEnd(batch);
  }
  if (launcher !== undefined && batch !== undefined) apply(requests, launcher, batch);
});

function apply(
  requests: Requests,
  { signals }: Launcher,
  { written, abandon, pause, recall }: BatchAtWork,
): void {
  if (requests.isInterrupted) signals.interrupt();
  if (requests.isHeld) signals.hold();
  else signals.release();
  if (requests.checkpointsRequested > checkpointsRequested) signals.requestCheckpoint();
  ({ checkpointsRequested } = requests);
  written(requests.messagesWritten);
  requests.abandoned.forEach(abandon);
  requests.paused.forEach(pause);
  requests.recalled.forEach(recall);
}

async function tellEnd({ ended }: BatchAtWork): Promise<void> {
  const timer = setInterval(tellAtWork, LOOK_EVERY_MS);
  try {
    await ended;
    tell({ kind: 'ended' });
  } catch (error) {
    tellAtWork();
    tell({ kind: 'died', message: (error as Error).message });
  } finally {
    clearInterval(timer);
  }
}

function tellAtWork(): void {
  const { beats, atWork } = batch!;
  if (beats === beatsTold) return;
  beatsTold = beats;
  tell({ kind: 'at work', keys: atWork });
}
