/** `ranksweep slurm-task`: what the batch script of `run --launcher slurm` starts on a node. */
import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import {
  askSlurm,
  loadExtensions,
  readSlurmSweep,
  slurmFolder,
  slurmTask as runTask,
  startAgain,
  taskEnvironment,
  type ExpandedSweep,
  type TaskSettings,
} from '@ranksweep/sweep';
import { CHECKPOINT_EVERY_MS, GRID, HANG_AFTER_MS, THREADS } from '@ranksweep/sweep/defaults';
import { exitStatus, type ExitStatus } from '../exitStatus.ts';
import { showProgress } from '../render/progress.ts';
import { inSeconds } from '../runSettingOptions.ts';
import { runSettings, type RunSettings } from '../runSettings.ts';

/** Slurm warns of the time limit with the first, and preempts and cancels tasks with the second. */
const SIGNALS = ['SIGUSR1', 'SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** @throws InputError if there is no such folder, this is no job of Slurm, or the sweep cannot be computed here */
export async function slurmTask(options: { readonly folder: string }): Promise<ExitStatus> {
  const folder = slurmFolder(options.folder);
  const signals = listen();
  const slurmSweep = readSlurmSweep(folder.sweepFile);
  const environment = taskEnvironment(process.env);
  process.chdir(slurmSweep.workingFolder);
  await loadExtensions(slurmSweep.extensions);
  const progress = showProgress(process.stderr);
  const note = (text: string): void => progress.note(text);
  signals.onFirst((signal) => note(`${signal}: every run is saved where it is`));
  try {
    const { requests } = signals;
    const end = await runTask({
      folder,
      slurmSweep,
      environment,
      ask: askSlurm,
      settingsOf: async (settings, sweep) => ({
        ...(await settingsOnNode(settings, sweep)),
        requests,
        observer: progress.observer,
      }),
      signal: signals.stop,
      note,
    });
    note(`${end.how}: ${end.message}`);
    if (end.how !== 'interrupted' || existsSync(folder.stopFile)) return exitStatus.ok;
    note(await startAgain(folder, environment.task, slurmSweep.settings.again, note));
    return exitStatus.interrupted;
  } finally {
    progress.stop();
  }
}

const settingsOnNode = (settings: TaskSettings, sweep: ExpandedSweep): Promise<RunSettings> =>
  runSettings(
    {
      device: 'auto',
      launcher: THREADS,
      source: GRID,
      keepState: 'all',
      checkpointEvery: inSeconds(CHECKPOINT_EVERY_MS),
      hangAfter: inSeconds(HANG_AFTER_MS),
      ...settings,
    },
    sweep,
  );

interface TaskSignals {
  /** Aborted by the first. More of them change nothing: Slurm has a stronger word, and what is being saved is worth the wait. */
  readonly stop: AbortSignal;
  readonly first: NodeJS.Signals | undefined;
  onFirst(tell: (signal: NodeJS.Signals) => void): void;
  /** SIGUSR2 emits `checkpoint`. */
  readonly requests: EventEmitter<{ checkpoint: [] }>;
}

function listen(): TaskSignals {
  const stopping = new AbortController();
  const requests = new EventEmitter<{ checkpoint: [] }>();
  let first: NodeJS.Signals | undefined;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      first ??= signal;
      stopping.abort();
    });
  }
  process.on('SIGUSR2', () => requests.emit('checkpoint'));
  return {
    stop: stopping.signal,
    get first() {
      return first;
    },
    onFirst(tell) {
      if (first !== undefined) tell(first);
      else stopping.signal.addEventListener('abort', () => tell(first!));
    },
    requests,
  };
}
