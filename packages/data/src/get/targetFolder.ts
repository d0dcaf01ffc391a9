/** The folder that a known set is got into, and which of its files are still wanted. */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { createFolder, temporaryBeside } from '@ranksweep/machine';
import type { KnownSet } from '../knownSets.ts';
import { contentProblem } from '../read/knownContent.ts';
import { findFiles } from '../read/findFiles.ts';
import { contentSha256 } from '../read/readFiles.ts';
import { isGzip } from '../read/readIdx.ts';
import { layouts, type Layout, type Role } from '../roles.ts';

/** Gzip makes what cannot be compressed larger, but not by more than this; and there are headers. */
const MOST_OVERHEAD = 65_536;

export class TargetFolder {
  readonly path: string;
  readonly #known: KnownSet;
  readonly #layout: Layout;
  #wanted: readonly Role[];

  private constructor(known: KnownSet, path: string) {
    this.#known = known;
    this.#layout = layouts[known.layout];
    this.#wanted = this.#layout.roles;
    this.path = path;
  }

  /** Makes the folder where it is missing. Files that are there and right are not wanted again. */
  static async open(known: KnownSet, path: string): Promise<TargetFolder> {
    createFolder(path);
    const target = new TargetFolder(known, path);
    const { roles } = target.#layout;
    const found = await findFiles(path, target.#layout);
    for (const [n, role] of roles.entries()) {
      const file = found[n];
      if (file !== undefined && (await target.#problem(file, role)) === undefined) target.#has(role);
    }
    return target;
  }

  get wanted(): readonly Role[] {
    return this.#wanted;
  }

  /** No sound file is larger, compressed or not. */
  mostBytes({ part }: Role): number {
    const { height, width, channels } = this.#known;
    return MOST_OVERHEAD + this.#known[part] * (1 + height * width * channels);
  }

  /** Where a file is put that has not been checked yet. */
  temporaryOf(role: Role): string {
    return temporaryBeside(join(this.path, role.name));
  }

  /**
   * Checks a file that has come, and gives it its name. A damaged one that is there is kept as `.damaged`.
   * @throws InputError that says what is wrong with the content, without the path
   */
  async take(temporary: string, role: Role): Promise<void> {
    const problem = await this.#problem(temporary, role);
    if (problem !== undefined) throw new InputError(problem);
    const name = (await isGzip(temporary)) ? `${role.name}.gz` : role.name;
    for (const path of this.#layout.acceptedNames(role).map((accepted) => join(this.path, accepted))) {
      if (existsSync(path)) renameSync(path, `${path}.damaged`);
    }
    renameSync(temporary, join(this.path, name));
    this.#has(role);
  }

  #has(role: Role): void {
    this.#wanted = this.#wanted.filter((other) => other !== role);
  }

  async #problem(path: string, role: Role): Promise<string | undefined> {
    try {
      const n = this.#layout.roles.indexOf(role);
      return contentProblem(await contentSha256(this.#known.layout, path, n), this.#known, role);
    } catch (error) {
      if (error instanceof InputError) return error.message;
      throw error;
    }
  }
}
