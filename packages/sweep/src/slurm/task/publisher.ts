/** Publishes what a task has: runs that have ended, and now and then those at work. */
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@ranksweep/core';
import { publish, type DamagedRun, type Store } from '@ranksweep/store';
import { hasCode } from '../claims/sharedFiles.ts';
import type { Claims } from '../claims/claims.ts';
import { segmentName, type SlurmFolder, type TaskId } from '../folder.ts';
import { PUBLISH_COST, PUBLISH_SHARE } from '../paces.ts';
import type { UnitsAtHand } from './unitsAtHand.ts';

export interface PublisherOptions {
  readonly store: Store;
  readonly folder: SlurmFolder;
  readonly task: TaskId;
  readonly claims: Pick<Claims, 'stands' | 'done'>;
  readonly units: UnitsAtHand;
  /** How often at first. */
  readonly publishEveryMs: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly now: () => number;
  /** Told of a unit that somebody else has now. */
  readonly onLost: (unit: number) => void;
}

export class Publisher {
  readonly #options: PublisherOptions;
  readonly #begunAt: number;
  #number = 0;
  /** When the latest segment was published, and how long that took. */
  #last: { readonly at: number; readonly tookMs: number };
  /** The number of the segment that has most of a run, by run. */
  readonly #segmentOf = new Map<number, number>();
  /** One at a time. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#begunAt = options.now();
    this.#last = { at: this.#begunAt, tookMs: 0 };
  }

  /**
   * Publishes what is due.
   * @throws Error of the file system; all is tried again the next time
   */
  async publishDue(): Promise<void> {
    const { publishEveryMs, now } = this.#options;
    const { at, tookMs } = this.#last;
    const waitMs = Math.max(publishEveryMs, PUBLISH_SHARE * (now() - this.#begunAt), tookMs / PUBLISH_COST);
    if (now() - at >= waitMs) await this.publishAll();
  }

  /**
   * Publishes everything that is not published yet, and says of units that are complete that they are done.
   * @throws Error of the file system; all is tried again the next time
   */
  async publishAll(): Promise<void> {
    const published = this.#queue.then(() => this.#publishNow());
    this.#queue = published.catch(() => {});
    await published;
  }

  async #publishNow(): Promise<void> {
    const { units, claims, now, onLost, store } = this.#options;
    for (const unit of units.all) {
      if (await claims.stands(unit.claim)) continue;
      units.lose(unit);
      onLost(unit.claim.unit);
    }
    const startedAt = now();
    const ended = units.unpublished;
    const atWork = units.atWork.flatMap(({ runId, publishedIterations }) => {
      const iterations = store.run(runId)?.iterations ?? 0;
      return iterations > publishedIterations ? [{ runId, iterations }] : [];
    });
    if (ended.length + atWork.length > 0) {
      await this.#write([...ended, ...atWork.map(({ runId }) => runId)]);
      for (const runId of ended) units.published(runId, 'whole');
      for (const { runId, iterations } of atWork) units.published(runId, { iterations });
      this.#last = { at: now(), tookMs: now() - startedAt };
    }
    for (const unit of units.complete) {
      await claims.done(unit.claim);
      units.done(unit);
    }
  }

  /** Segments that have nothing that later ones have not are deleted. */
  async #write(runIds: readonly number[]): Promise<void> {
    const { store, folder, task } = this.#options;
    const pathOf = (number: number): string => join(folder.segments, segmentName(task, number));
    const number = ++this.#number;
    const damaged = await publish(store, runIds, pathOf(number));
    if (damaged.length > 0) throw new InputError(damagedText(damaged));
    const before = new Set(
      runIds.map((runId) => this.#segmentOf.get(runId)).filter((one) => one !== undefined),
    );
    for (const runId of runIds) this.#segmentOf.set(runId, number);
    const needed = new Set(this.#segmentOf.values());
    for (const one of before) {
      if (!needed.has(one)) await unlink(pathOf(one)).catch(unlessGone);
    }
  }
}

/** The disk of the node does not keep what is written: another task begins the runs again. */
const damagedText = (damaged: readonly DamagedRun[]): string =>
  `expected what was written on the disk of this node, found other rows of runs ${damaged.map(({ runId }) => runId).join(', ')}: ` +
  damaged.flatMap(({ damage }) => damage).join('; ');

function unlessGone(error: unknown): void {
  if (!hasCode(error, 'ENOENT')) throw error;
}
