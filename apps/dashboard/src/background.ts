/** Commands in processes of their own, which go on when this one has ended. */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface BackgroundOptions {
  /** How the `ranksweep` command is started: program and first words. */
  readonly ranksweep: readonly string[];
  readonly words: readonly string[];
  /** The database that it works on: what it says goes into the folder `logs` beside it. */
  readonly db: string;
  /** Begins the name of the log. */
  readonly name: string;
}

export interface Background {
  readonly pid: number | undefined;
  /** The file that has what it says. */
  readonly log: string;
  /** Its exit status, once it has ended; null if a signal ended it, or it could not be started. */
  readonly ended: Promise<number | null>;
}

/** @throws what the file system says where the log cannot be written */
export function startInBackground({ ranksweep, words, db, name }: BackgroundOptions): Background {
  const folder = join(dirname(db), 'logs');
  mkdirSync(folder, { recursive: true });
  // Each has its own: an earlier one may still go on.
  const log = join(folder, `${name}-${new Date().toISOString().replaceAll(/[:.]/g, '')}.log`);
  const output = openSync(log, 'w');
  const [program, ...first] = ranksweep;
  const child = spawn(program!, [...first, ...words], { detached: true, stdio: ['ignore', output, output] });
  closeSync(output);
  const ended = new Promise<number | null>((resolve) => {
    child.on('exit', resolve);
    child.on('error', () => resolve(null));
  });
  child.unref();
  return { pid: child.pid, log, ended };
}
