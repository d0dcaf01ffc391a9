/** Collects what tasks on a cluster publish, beside something that shows the database. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How often to look whether something was submitted from the database meanwhile. */
const LOOK_EVERY_MS = 5000;

/**
 * Does nothing as long as nothing was submitted from the database.
 * @param tell told of trouble
 * @returns ends it
 */
export function collectBeside(db: string, tell: (message: string) => void): () => void {
  let child: ChildProcess | undefined;
  const look = (): void => {
    if (child !== undefined || !existsSync(`${resolve(db)}.slurm`)) return;
    child = start(db, tell);
    // The next look starts another in place of one that was killed. One that has ended by itself has said why, and would again.
    child.on('close', (status) => {
      if (status === null) child = undefined;
    });
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  timer.unref();
  look();
  return () => {
    clearInterval(timer);
    child?.kill();
  };
}

function start(db: string, tell: (message: string) => void): ChildProcess {
  const collector = fileURLToPath(new URL('collectProcess.ts', import.meta.url));
  const child = spawn(process.execPath, [collector, resolve(db), String(process.pid)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // It goes on with other sweeps where there is trouble with one.
  createInterface({ input: child.stderr! }).on('line', (line) => tell(`Not collected: ${line}`));
  child.on('error', ({ message }) => tell(`Not collected: ${message}`));
  child.unref();
  return child;
}
