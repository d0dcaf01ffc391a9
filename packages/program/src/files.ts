/** The files that a program's configuration names: its folder, and the files that fix its results. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { InputError } from '@ranksweep/core';
import type { FileReader, NamedFiles } from '@ranksweep/run';
import type { ProgramConfig } from './schema.ts';

export const programFiles: NamedFiles<ProgramConfig> = {
  paths: ['program.cwd', 'program.files'],
  reader: (folder) => new Reader(folder),
};

class Reader implements FileReader<ProgramConfig> {
  readonly #folder: string;
  readonly sha256 = new Map<string, string>();
  readonly #folders = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async pinned(config: ProgramConfig): Promise<ProgramConfig> {
    const { program } = config;
    const cwd = resolve(this.#folder, program.cwd);
    if (!this.#folders.has(cwd)) await requireFolder(cwd);
    this.#folders.add(cwd);
    if (program.files === undefined) return { ...config, program: { ...program, cwd } };
    const files = program.files.map((file) => resolve(this.#folder, file));
    const sha256: Record<string, string> = {};
    for (const file of files) sha256[file] = await this.#hashOf(file, program.sha256?.[file]);
    return { ...config, program: { ...program, cwd, files, sha256 } };
  }

  async #hashOf(file: string, expected: string | undefined): Promise<string> {
    const found = this.sha256.get(file) ?? (await hashOf(file));
    this.sha256.set(file, found);
    if (expected === undefined || expected === found) return found;
    throw new InputError(
      `program.files: ${file}: expected the file that the sweep began with, found another one (SHA-256 ${found.slice(0, 12)}... ` +
        `instead of ${expected.slice(0, 12)}...): put it back, or run the definition again as a new sweep`,
    );
  }
}

async function requireFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return;
  const what = found === undefined ? 'nothing there' : 'a file';
  throw new InputError(`program.cwd: expected a folder, found ${what}: ${path}`);
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  } catch (error) {
    throw new InputError(
      `program.files: expected a file that can be read, found ${(error as Error).message}`,
    );
  }
  return hash.digest('hex');
}
