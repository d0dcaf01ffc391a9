/**
 * Units of a sweep whose runs follow from results: the asker appends them to the shared folder, and never changes them. Whoever appends
 * one has read all that are there before: no run is asked for twice, not even if two tasks ask for a moment.
 */
import { randomUUID } from 'node:crypto';
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { NewRun } from '../../plan/job.ts';
import { readIfThere, type SharedFiles } from '../claims/sharedFiles.ts';

/** A run that is to come as far as an iteration, or to its end. */
export interface UnitRun extends NewRun {
  readonly trajectoryHash: string;
  /** Default: it goes to its end. */
  readonly pauseAt?: number;
  /** How many attempts it had when the unit was made. Default: none. */
  readonly attempts?: number;
}

export interface AskedUnit {
  readonly runs: readonly UnitRun[];
  /** The segment that has those of its runs that have begun. Undefined: none has. */
  readonly begun?: string;
}

/** The name of the file that says how many units there are, once no more will be asked for. */
const END = 'end';

export class AskedUnits {
  readonly #files: SharedFiles;
  readonly #folder: string;
  readonly #units: AskedUnit[] = [];
  /** Units by what is wanted of a run. */
  readonly #wanted = new Map<string, number>();
  #end: number | undefined;

  /** @param folder of the units */
  constructor(files: SharedFiles, folder: string) {
    this.#files = files;
    this.#folder = folder;
  }

  /** How many units there are in a folder, if no more will be asked for. */
  static async countIfComplete(files: SharedFiles, folder: string): Promise<number | undefined> {
    const end = await readIfThere(files, join(folder, END));
    return end === undefined ? undefined : Number(end);
  }

  /** How many there are, as far as is known. */
  get count(): number {
    return this.#units.length;
  }

  /** Whether no more will be asked for, and all are known. */
  get areComplete(): boolean {
    return this.#end !== undefined && this.#units.length >= this.#end;
  }

  /** In the order of their numbers. */
  get all(): readonly AskedUnit[] {
    return this.#units;
  }

  at(unit: number): AskedUnit {
    return this.#units[unit]!;
  }

  /** The unit that has been asked to bring a run so far; undefined if none was. */
  with(run: Pick<UnitRun, 'trajectoryHash' | 'pauseAt'>): number | undefined {
    return this.#wanted.get(keyOf(run));
  }

  /**
   * Reads what is new.
   * @throws Error of the file system
   */
  async learn(): Promise<void> {
    while (!this.areComplete) {
      const next = this.count;
      const text = await readIfThere(this.#files, this.#pathOf(nameOf(next)));
      if (next !== this.count) continue; // Another call has read it meanwhile.
      if (text !== undefined) this.#add(JSON.parse(text) as AskedUnit);
      else if (this.#end !== undefined) return;
      else {
        this.#end = await AskedUnits.countIfComplete(this.#files, this.#folder);
        if (this.#end === undefined) return;
      }
    }
  }

  /**
   * Appends a unit to those that are known.
   * @returns its number; undefined if another task has appended one meanwhile, which is known then
   * @throws Error of the file system. It may have been appended all the same; `learn` finds out.
   */
  async append(unit: AskedUnit): Promise<number | undefined> {
    const number = this.count;
    const isMine = await this.#place(nameOf(number), JSON.stringify(unit));
    await this.learn();
    return isMine ? number : undefined;
  }

  /**
   * Says that those that are known are all.
   * @throws Error of the file system
   */
  async end(): Promise<void> {
    await this.#place(END, String(this.count));
    await this.learn();
  }

  #add(unit: AskedUnit): void {
    for (const run of unit.runs) this.#wanted.set(keyOf(run), this.count);
    this.#units.push(unit);
  }

  /** @returns whether there is such a file now: this process or another has made it */
  async #place(name: string, text: string): Promise<boolean> {
    const aside = this.#pathOf(`.${randomUUID()}`);
    await this.#files.write(aside, text);
    try {
      await this.#files.link(aside, this.#pathOf(name));
      return true;
    } catch (error) {
      // The reply may be lost of a request that was carried out.
      const found = await readIfThere(this.#files, this.#pathOf(name));
      if (found === undefined) throw error;
      return found === text;
    } finally {
      await unlink(aside).catch(() => {});
    }
  }

  #pathOf(name: string): string {
    return join(this.#folder, name);
  }
}

const nameOf = (unit: number): string => `${unit}.json`;

const keyOf = ({ trajectoryHash, pauseAt }: Pick<UnitRun, 'trajectoryHash' | 'pauseAt'>): string =>
  `${trajectoryHash} ${pauseAt ?? ''}`;
