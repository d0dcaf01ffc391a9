/**
 * A shared folder in memory that does everything that network file systems do to their clients: requests of several clients interleave
 * at will, replies are lost, requests fail although they are carried out, or are carried out late, listings are old, disks are full,
 * and clients die in the midst of a request.
 */
import { basename } from 'node:path';
import type { SharedFiles } from '../../src/slurm/claims/sharedFiles.ts';

export interface Chance {
  /** An integer from 0 up to `below`. */
  below(below: number): number;
}

export class HostileFolder {
  /** Texts by path, in the order in which they were made. */
  readonly #texts = new Map<string, string>();
  readonly #chance: Chance;
  /** Resolves when it is the caller's turn. */
  readonly #turn: () => Promise<unknown>;
  /** How many more requests suffer. Without an end to it, nobody could be sure of coming through. */
  #faultsLeft: number;

  constructor(chance: Chance, turn: () => Promise<unknown>, faults: number) {
    this.#chance = chance;
    this.#turn = turn;
    this.#faultsLeft = faults;
  }

  get names(): string[] {
    return [...this.#texts.keys()].map((path) => basename(path));
  }

  /** @param isDead asked at every request: a client that is dead never gets a reply */
  client(isDead: () => boolean): SharedFiles {
    const request = async <Result>(work: () => Result, canBeOld = false): Promise<Result> => {
      await this.#turn();
      const fault = this.#fault();
      if (isDead()) {
        if (this.#chance.below(2) === 0) unlessFailing(work); // The request was under way.
        return new Promise(() => {});
      }
      switch (fault) {
        case 'refused':
          throw coded('EIO');
        case 'full':
          throw coded('ENOSPC');
        case 'reply lost': // The client's kernel repeats the request.
          unlessFailing(work);
          return work();
        case 'fails but works':
          unlessFailing(work);
          throw coded('EIO');
        case 'fails and works late':
          void this.#turn().then(() => unlessFailing(work));
          throw coded('ETIMEDOUT');
        default:
          await this.#turn();
          if (isDead()) return new Promise(() => {});
          return canBeOld ? this.#maybeOld(work) : work();
      }
    };
    return {
      write: (path, text) => request(() => this.#make(path, text)),
      link: (existing, path) => request(() => this.#make(path, this.#read(existing))),
      read: (path) => request(() => this.#read(path)),
      list: () => request(() => this.names, true) as Promise<string[]>,
    };
  }

  #fault(): string | undefined {
    const kinds = ['refused', 'full', 'reply lost', 'fails but works', 'fails and works late'];
    if (this.#faultsLeft === 0 || this.#chance.below(3) > 0) return undefined;
    this.#faultsLeft--;
    return kinds[this.#chance.below(kinds.length)];
  }

  #maybeOld<Result>(work: () => Result): Result {
    const names = work() as string[];
    if (this.#faultsLeft === 0) return names as Result;
    return names.slice(0, names.length - this.#chance.below(names.length + 1)) as Result;
  }

  #make(path: string, text: string): void {
    if (this.#texts.has(path)) throw coded('EEXIST');
    this.#texts.set(path, text);
  }

  #read(path: string): string {
    const text = this.#texts.get(path);
    if (text === undefined) throw coded('ENOENT');
    return text;
  }
}

const coded = (code: string): Error => Object.assign(new Error(code), { code });

function unlessFailing(work: () => unknown): void {
  try {
    work();
  } catch {
    // Nobody hears of it.
  }
}
