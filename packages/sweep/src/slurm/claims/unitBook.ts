/** What a task knows of claims: at most what the folder has, since neither claims nor ends are ever taken back. */
import { join } from 'node:path';
import type { TaskId } from '../folder.ts';
import { claimName, doneName, FREE, joined, unitStates, type UnitState } from './claimNames.ts';
import { ownerIn } from './mark.ts';
import { readIfThere, type SharedFiles } from './sharedFiles.ts';

/** `nobody`: the claim cannot be read, or there is none. `unknown`: it cannot be seen yet, though others have. */
export type Owner = TaskId | 'this process' | 'nobody' | 'unknown';

export interface UnitBookOptions {
  readonly files: SharedFiles;
  /** The folder of claims. */
  readonly folder: string;
  /** What the claims of this process say. */
  readonly ownText: string;
}

export class UnitBook {
  readonly #options: UnitBookOptions;
  readonly #states = new Map<number, UnitState>();
  /** Texts of claims by name. They never change. */
  readonly #texts = new Map<string, string>();

  constructor(options: UnitBookOptions) {
    this.#options = options;
  }

  /** Reads which claims there are. */
  async look(): Promise<void> {
    const { files, folder } = this.#options;
    for (const [unit, state] of unitStates(await files.list(folder))) this.learn(unit, state);
  }

  learn(unit: number, state: Partial<UnitState>): void {
    this.#states.set(unit, joined(this.state(unit), { ...FREE, ...state }));
  }

  state(unit: number): UnitState {
    return this.#states.get(unit) ?? FREE;
  }

  isFree(unit: number): boolean {
    const { attempt, isDone } = this.state(unit);
    return attempt === 0 && !isDone;
  }

  /** Whether there is such a claim now, looked up by its name. */
  async hasClaim(unit: number, attempt: number): Promise<boolean> {
    if (this.state(unit).attempt < attempt) {
      if ((await this.#textOf(claimName(unit, attempt))) === undefined) return false;
      this.learn(unit, { attempt });
    }
    return true;
  }

  /** Whether the unit is done now, looked up by its name. */
  async hasEnd(unit: number): Promise<boolean> {
    if (!this.state(unit).isDone) {
      if ((await this.#textOf(doneName(unit))) === undefined) return false;
      this.learn(unit, { isDone: true });
    }
    return true;
  }

  /** @param attempt Default: the highest that is known */
  async ownerOf(unit: number, attempt = this.state(unit).attempt): Promise<Owner> {
    if (attempt === 0) return 'nobody';
    const text = await this.#textOf(claimName(unit, attempt));
    if (text === undefined) return 'unknown';
    if (text === this.#options.ownText) return 'this process';
    return ownerIn(text) ?? 'nobody';
  }

  async #textOf(name: string): Promise<string | undefined> {
    const known = this.#texts.get(name);
    if (known !== undefined) return known;
    const text = await readIfThere(this.#options.files, join(this.#options.folder, name));
    if (text !== undefined) this.#texts.set(name, text);
    return text;
  }
}
