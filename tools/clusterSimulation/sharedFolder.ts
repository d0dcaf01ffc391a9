/** A folder on a file server, with what requests cost there. */
import { basename, dirname } from 'node:path';
import type { SharedFiles } from '../../packages/sweep/src/slurm/claims/sharedFiles.ts';
import type { Server } from './server.ts';

/**
 * What a request keeps an NFS server busy for, in milliseconds: orders of magnitude of servers with disks that flush before they answer.
 * No client caches anything, which real ones do.
 */
const COSTS = {
  /** To look up or read a small file. */
  read: 0.1,
  /** To make, link, rename or delete a name. */
  name: 1,
  /** To have a small file on the disk. */
  flush: 2,
  /** To list a folder, for each name. */
  listed: 0.005,
  /** To write or read data, for each MiB. */
  mebibyte: 2,
} as const;

export class SharedFolder implements SharedFiles {
  readonly #server: Server;
  readonly #folders = new Map<string, Map<string, string>>();

  constructor(server: Server) {
    this.#server = server;
  }

  async write(path: string, text: string): Promise<void> {
    await this.#server.request(COSTS.name + COSTS.flush);
    this.#add(path, text);
  }

  async link(existing: string, path: string): Promise<void> {
    await this.#server.request(COSTS.name);
    this.#add(path, this.#text(existing));
  }

  async read(path: string): Promise<string> {
    await this.#server.request(COSTS.read);
    return this.#text(path);
  }

  async list(folder: string): Promise<string[]> {
    const names = [...this.#in(folder).keys()];
    await this.#server.request(COSTS.read + COSTS.listed * names.length);
    return names;
  }

  /** Puts a file aside, flushes it, links it in place, deletes the other name, and flushes the folder, as `publish` does. */
  async publish(path: string, mebibytes: number): Promise<void> {
    await this.#server.request(COSTS.name + COSTS.flush + COSTS.mebibyte * mebibytes);
    await this.#server.request(COSTS.name);
    await this.#server.request(COSTS.name);
    await this.#server.request(COSTS.read);
    this.#add(path, String(mebibytes));
  }

  /** Replaces a small file, as tasks do with what they tell of themselves. */
  async replace(path: string, text: string): Promise<void> {
    await this.#server.request(COSTS.name);
    await this.#server.request(COSTS.name);
    this.#in(dirname(path)).set(basename(path), text);
  }

  /** Looks up or reads so many small files. */
  async look(times = 1): Promise<void> {
    await this.#server.request(COSTS.read, times);
  }

  async readAll(path: string): Promise<void> {
    await this.#server.request(COSTS.read + COSTS.mebibyte * Number(this.#text(path)));
  }

  async delete(path: string): Promise<void> {
    await this.#server.request(COSTS.name);
    this.#in(dirname(path)).delete(basename(path));
  }

  #in(folder: string): Map<string, string> {
    const names = this.#folders.get(folder) ?? new Map<string, string>();
    this.#folders.set(folder, names);
    return names;
  }

  #add(path: string, text: string): void {
    const names = this.#in(dirname(path));
    if (names.has(basename(path))) throw Object.assign(new Error(`${path} is there`), { code: 'EEXIST' });
    names.set(basename(path), text);
  }

  #text(path: string): string {
    const text = this.#in(dirname(path)).get(basename(path));
    if (text === undefined) throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    return text;
  }
}
