/** Which unit a task takes next. Tasks on other nodes do the same, and agree through the names in one folder alone. */
import { taskName, type TaskId } from '../folder.ts';
import { claimName, doneName, GUARD } from './claimNames.ts';
import type { Life, Liveness } from './liveness.ts';
import type { Mark } from './mark.ts';
import type { SharedFiles } from './sharedFiles.ts';
import { UnitBook, type Owner } from './unitBook.ts';

/** A unit that this process has, until somebody makes a higher attempt at it. */
export interface Claim {
  readonly unit: number;
  /** The fencing token: what earlier attempts have published is taken over, and what they publish later is not needed. */
  readonly attempt: number;
  /** The tasks of earlier attempts, the latest first. */
  readonly earlier: readonly TaskId[];
}

/** `others`: tasks have what is left, and are alive as far as is known. `nothing`: every unit is done. */
export type Left = 'others' | 'nothing';

export interface ClaimsOptions {
  readonly files: SharedFiles;
  /** The folder of claims. */
  readonly folder: string;
  /** Puts names in that folder. */
  readonly mark: Mark;
  /** How many units there are to begin with. */
  readonly units: number;
  /** The place of this task among those of its array, from 0, and how many these are: each begins with other units. */
  readonly place: number;
  readonly tasks: number;
  readonly liveness: Liveness;
  /** A number from 0 up to 1. */
  readonly random: () => number;
}

/** Others were faster so many times in a row that it is worth listing the folder again, which is dear. */
const MOST_MISSES = 3;
/** Of so many open units a task that has nothing to do looks up the owners. Were it all, the load would go with the tasks' square. */
const MOST_OWNERS = 32;

export class Claims {
  readonly #options: ClaimsOptions;
  readonly #book: UnitBook;
  /** Attempts by unit. */
  readonly #mine = new Map<number, number>();
  /** The next unit of those that this task begins with. */
  #next: number;
  #hasLooked = false;
  #count: number;

  constructor(options: ClaimsOptions) {
    const { files, folder, mark } = options;
    this.#options = options;
    this.#book = new UnitBook({ files, folder, ownText: mark.text });
    this.#next = options.place;
    this.#count = options.units;
  }

  /** There are so many units now. */
  grow(units: number): void {
    this.#count = units;
  }

  /**
   * Claims a unit that nobody has.
   * @returns undefined if there is none
   * @throws of the file system. It may not be known then whether the claim has succeeded; `takeOver` finds out.
   */
  async takeFree(): Promise<Claim | undefined> {
    const { tasks } = this.#options;
    for (; this.#next < this.#count; this.#next += tasks) {
      const claim = await this.#takeIfFree(this.#next);
      if (claim !== undefined) return claim;
      if (!this.#hasLooked) await this.#look(); // Others have been here, so that they have been elsewhere, too.
    }
    if (!this.#hasLooked) await this.#look();
    for (let misses = 1; ; misses++) {
      const free = this.#units().filter((unit) => this.#book.isFree(unit));
      if (free.length === 0) return undefined;
      // Among the first, which take longest. Tasks that come at the same time try different ones.
      const at = Math.floor(this.#options.random() * Math.min(free.length, 2 * tasks));
      const claim = await this.#takeIfFree(free[at]!);
      if (claim !== undefined) return claim;
      if (misses % MOST_MISSES === 0) await this.#look();
    }
  }

  /**
   * Claims a unit whose owner is gone, where none is free. Asks Slurm.
   * @param among `all` open units, or `some`, chosen by chance; the guard always looks among all
   */
  async takeOver(among: 'all' | 'some' = 'some'): Promise<Claim | Left> {
    await this.#look();
    const open = this.#units().filter((unit) => !this.#book.state(unit).isDone);
    if (open.length === 0) return 'nothing';
    const isThorough = among === 'all' || this.#mine.has(GUARD);
    const owners = await this.#ownersOf(isThorough ? open : this.#someOf(open));
    const lives = await this.#livesOf([...owners.values()]);
    for (const [unit, owner] of owners) {
      if (this.#mine.has(unit) || lifeOf(owner, lives) !== 'gone') continue;
      if (await this.#book.hasEnd(unit)) continue; // Its owner has ended it, and then itself, since the folder was listed.
      // It was not known whether a claim of this process had succeeded.
      if (owner === 'this process') this.#mine.set(unit, this.#book.state(unit).attempt);
      else if (!(await this.#place(unit, this.#book.state(unit).attempt + 1))) continue;
      return await this.#claimed(unit);
    }
    return 'others';
  }

  /**
   * Whether this task has to stay until every unit is done, to take over from those that are lost. One is enough, the guard. Others leave
   * once Slurm has said that it is alive.
   */
  async isGuard(): Promise<boolean> {
    return (await this.guard()) !== 'another';
  }

  /**
   * Which task is the guard. This one becomes it if there is none, or if it is gone. Asks Slurm.
   * @returns `unknown` if Slurm does not tell whether the guard is gone
   */
  async guard(): Promise<'this task' | 'another' | 'unknown'> {
    if (this.#mine.has(GUARD)) return 'this task';
    const owner = await this.#book.ownerOf(GUARD);
    const life = lifeOf(owner, await this.#livesOf([owner]));
    if (life !== 'gone') return life === 'unknown' ? 'unknown' : 'another';
    return (await this.#place(GUARD, this.#book.state(GUARD).attempt + 1)) ? 'this task' : 'another';
  }

  /** Whether the claim still stands, as far as can be seen: nobody has made a higher attempt. */
  async stands({ unit, attempt }: Claim): Promise<boolean> {
    if (!(await this.#book.hasClaim(unit, attempt + 1))) return true;
    this.#mine.delete(unit);
    return false;
  }

  /** Says that everything in the unit has ended and is published. */
  async done({ unit }: Pick<Claim, 'unit'>): Promise<void> {
    await this.#options.mark.place(doneName(unit));
    this.#book.learn(unit, { isDone: true });
    this.#mine.delete(unit);
  }

  #units(): number[] {
    return Array.from({ length: this.#count }, (_, unit) => unit);
  }

  async #look(): Promise<void> {
    await this.#book.look();
    this.#hasLooked = true;
  }

  #someOf(units: readonly number[]): readonly number[] {
    const first = Math.floor(this.#options.random() * units.length);
    return [...units.slice(first), ...units.slice(0, first)].slice(0, MOST_OWNERS);
  }

  async #ownersOf(units: readonly number[]): Promise<Map<number, Owner>> {
    const owners = new Map<number, Owner>();
    for (const unit of units) owners.set(unit, await this.#book.ownerOf(unit));
    return owners;
  }

  async #livesOf(owners: readonly Owner[]): Promise<ReadonlyMap<string, Life>> {
    const tasks = new Map(owners.filter(isTask).map((task) => [taskName(task), task]));
    return tasks.size === 0 ? new Map() : await this.#options.liveness.of([...tasks.values()]);
  }

  async #takeIfFree(unit: number): Promise<Claim | undefined> {
    const isTaken = this.#book.isFree(unit) && (await this.#place(unit, 1));
    return isTaken ? { unit, attempt: 1, earlier: [] } : undefined;
  }

  async #place(unit: number, attempt: number): Promise<boolean> {
    const isMine = await this.#options.mark.place(claimName(unit, attempt));
    this.#book.learn(unit, { attempt });
    if (isMine) this.#mine.set(unit, attempt);
    return isMine;
  }

  async #claimed(unit: number): Promise<Claim> {
    const attempt = this.#mine.get(unit)!;
    const earlier: TaskId[] = [];
    for (let before = attempt - 1; before > 0; before--) {
      const owner = await this.#book.ownerOf(unit, before);
      if (isTask(owner)) earlier.push(owner);
    }
    return { unit, attempt, earlier };
  }
}

const isTask = (owner: Owner): owner is TaskId => typeof owner === 'object';

/** A claim of nobody is left, and so is one of this process that it does not know of. */
function lifeOf(owner: Owner, lives: ReadonlyMap<string, Life>): Life {
  if (isTask(owner)) return lives.get(taskName(owner)) ?? 'unknown';
  return owner === 'unknown' ? 'unknown' : 'gone';
}
