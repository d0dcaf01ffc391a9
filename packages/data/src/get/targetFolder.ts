/** The folder that a known set is got into, and which of its files are still wanted. */
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { createFolder, temporaryBeside } from '@ranksweep/machine';
import type { KnownSet } from '../knownSets.ts';
import { contentProblem } from '../read/knownContent.ts';
import { findFiles } from '../read/readFolder.ts';
import { isGzip, readContent } from '../read/readIdx.ts';
import { acceptedNames, ROLES, type Role } from '../read/roles.ts';

/** Gzip makes what cannot be compressed larger, but not by more than this. */
const MOST_OVERHEAD = 65_536;

export class TargetFolder {
  readonly path: string;
  readonly #known: KnownSet;
  #wanted: readonly Role[] = ROLES;

  private constructor(known: KnownSet, path: string) {
    this.#known = known;
    this.path = path;
  }

  /** Makes the folder where it is missing. Files that are there and right are not wanted again. */
  static async open(known: KnownSet, path: string): Promise<TargetFolder> {
    createFolder(path);
    const target = new TargetFolder(known, path);
    const found = await findFiles(path);
    for (const [n, role] of ROLES.entries()) {
      const file = found[n];
      if (file !== undefined && (await target.#problem(file, role)) === undefined) target.#has(role);
    }
    return target;
  }

  get wanted(): readonly Role[] {
    return this.#wanted;
  }

  /** No sound file is larger, compressed or not. */
  mostBytes({ part, content }: Role): number {
    const { height, width } = this.#known;
    return MOST_OVERHEAD + this.#known[part] * (content === 'images' ? height * width : 1);
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
    for (const path of acceptedNames(role).map((accepted) => join(this.path, accepted))) {
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
      return contentProblem((await readContent(path, role)).sha256, this.#known, role);
    } catch (error) {
      if (error instanceof InputError) return error.message;
      throw error;
    }
  }
}
