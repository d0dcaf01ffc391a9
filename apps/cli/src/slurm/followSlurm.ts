/** Follows sweeps on Slurm with the usual progress: what `collect --wait` and `run --launcher slurm --wait` do. */
import { basename } from 'node:path';
import { createLogUpdate } from 'log-update';
import { followSweep, type Followed, type SlurmFolder, type TaskCounts } from '@ranksweep/sweep';
import { progressText, type CollectReport, type Store } from '@ranksweep/store';
import { ranksweepCommand, visibleText } from '@ranksweep/text';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { leftOutText } from '../render/collected.ts';
import { listenToSignals } from '../signals.ts';
import { patiently } from '../waiting.ts';

/** In a pipe, what has changed is told now and then. */
const LINE_EVERY_MS = 10_000;

/**
 * Collects until nothing is left of the sweeps, or Slurm has none of their tasks any more. Ctrl-C leaves the jobs alone.
 * @param db the database as the user named it
 */
export async function followSlurm(
  store: Store,
  folders: readonly SlurmFolder[],
  { db }: { readonly db: string },
): Promise<ExitStatus> {
  const view = followView(process.stderr);
  const signals = listenToSignals({
    onStop: () => view.note('Stopping. The jobs go on.'),
    onSave: () => view.note('Tasks save their runs by themselves.'),
  });
  let followed: Followed[];
  try {
    followed = await Promise.all(
      folders.map((folder) =>
        followSweep(store, folder, {
          signal: signals.stop,
          whenFree: patiently,
          onProgress: (progress, tasks) =>
            view.show(basename(folder.path), `${progressText(progress)}${tasksText(tasks)}`),
          onCollected: (report) => view.warn(basename(folder.path), report),
        }),
      ),
    );
  } finally {
    signals.dispose();
    view.stop();
  }
  for (const [i, how] of followed.entries()) console.log(endText(folders[i]!, how, db));
  if (followed.includes('stopped')) return exitStatus.interrupted;
  return followed.includes('no tasks') || view.hasLeftOut ? exitStatus.someFailed : exitStatus.ok;
}

const tasksText = (tasks: TaskCounts | undefined): string =>
  tasks === undefined ? '' : `; tasks: ${tasks.running} running, ${tasks.waiting} waiting`;

function endText({ path }: SlurmFolder, how: Followed, db: string): string {
  const name = basename(path);
  if (how === 'nothing left') return `${name}: nothing is left to be computed.`;
  if (how === 'no tasks') {
    return (
      `${name}: Slurm has no task of it any more, and runs are left. What tasks said is in ${path}/logs; the command that submitted ` +
      'the sweep submits what is left.'
    );
  }
  return `${name}: \`${ranksweepCommand(['collect', path, '--wait'], db)}\` follows it again.`;
}

interface FollowView {
  show(name: string, text: string): void;
  note(text: string): void;
  /** Tells what was left out. */
  warn(name: string, report: CollectReport): void;
  readonly hasLeftOut: boolean;
  stop(): void;
}

function followView(stream: NodeJS.WriteStream): FollowView {
  const live = stream.isTTY ? createLogUpdate(stream) : undefined;
  const texts = new Map<string, string>();
  const toldAt = new Map<string, number>();
  let hasLeftOut = false;
  const redraw = (): void => live?.([...texts].map(([name, text]) => `${name}: ${text}`).join('\n'));
  const note = (text: string): void => {
    live?.clear();
    stream.write(`${visibleText(text)}\n`);
    redraw();
  };
  return {
    note,
    show(name, text) {
      const isNew = texts.get(name) !== text;
      texts.set(name, text);
      if (live) redraw();
      else if (isNew && performance.now() - (toldAt.get(name) ?? -Infinity) >= LINE_EVERY_MS) {
        toldAt.set(name, performance.now());
        note(`${name}: ${text}`);
      }
    },
    warn(name, report) {
      const lines = leftOutText(report);
      if (lines.length === 0) return;
      hasLeftOut = true;
      note([`${name}:`, ...lines].join('\n'));
    },
    get hasLeftOut() {
      return hasLeftOut;
    },
    stop() {
      live?.done();
    },
  };
}
