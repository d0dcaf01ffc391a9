/** Collects what tasks on a cluster publish, beside something that shows the database. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Does nothing for a database from which nothing was submitted. @returns ends it */
export function collectBeside(db: string): () => void {
  if (!existsSync(`${resolve(db)}.slurm`)) return () => {};
  const collector = fileURLToPath(new URL('collectProcess.ts', import.meta.url));
  const child = spawn(process.execPath, [collector, resolve(db), String(process.pid)], { stdio: 'ignore' });
  child.on('error', () => {}); // What is in the database is shown all the same.
  child.unref();
  return () => void child.kill();
}
