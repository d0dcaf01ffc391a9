/**
 * The trials of one search. Trial k follows from the search, its seed, and the results of trials 0 to k - parallel, whatever else is
 * known by then: neither the number of lanes nor the order in which they end changes what is suggested.
 */
import { InputError, RandomStream } from '@ranksweep/core';
import { SearchSpace, type SearchPoint, type SearchSpec } from '@ranksweep/kinds';
import type { Sampler } from '../samplers/sampler.ts';
import { samplers } from '../samplers/samplers.ts';
import { ResultsInOrder } from './resultsInOrder.ts';
import type { AskedTrial, Suggestions } from './suggestions.ts';

export interface StudyOptions {
  /** The part, which messages name. */
  readonly part: string;
  readonly base: object;
  readonly search: SearchSpec;
}

/** How often a point is drawn again where the constraints rule it out, and where it was suggested before. */
const MOST_TRIES = 1000;
const MOST_TRIES_FOR_NEW = 50;
/** So many of these are the sampler's; the others are random. */
const TRIES_OF_SAMPLER = 10;

/** Asked for trials and told what came of them, in any order. A study that is told the same asks for the same. */
export class Study implements Suggestions {
  readonly #part: string;
  readonly #search: SearchSpec;
  readonly #space: SearchSpace;
  readonly #sampler: Sampler;
  readonly #looksBack: boolean;
  readonly #coordinates: Float64Array;
  readonly #losses: Float64Array;
  readonly #results: ResultsInOrder;
  readonly #cells = new Set<string>();
  /** How many were suggested. */
  #asked = 0;
  #hasEnded = false;

  constructor({ part, base, search }: StudyOptions) {
    this.#part = part;
    this.#search = search;
    this.#space = new SearchSpace({ base, search });
    const kind = samplers[search.sampler];
    this.#sampler = kind.create(this.#space, search);
    this.#looksBack = kind.looksBack(search.space);
    this.#coordinates = new Float64Array(search.trials * this.#space.dimensions.length);
    this.#losses = new Float64Array(search.trials);
    this.#results = new ResultsInOrder(search.trials);
  }

  ask(): AskedTrial | undefined {
    const number = this.#asked;
    if (this.#hasEnded || number === this.#search.trials) return undefined;
    const { parallel } = this.#search;
    if (this.#looksBack && number - this.#results.count >= parallel) return undefined;
    const point = this.#suggestion(number, Math.max(0, number - parallel + 1));
    if (point === undefined) {
      this.#hasEnded = true;
      return undefined;
    }
    this.#coordinates.set(point.coordinates, number * this.#space.dimensions.length);
    this.#cells.add(JSON.stringify(point.cell));
    this.#asked++;
    return { number, cell: point.cell };
  }

  tell(number: number, loss: number): void {
    if (this.#results.add(number)) this.#losses[number] = loss;
  }

  get trials(): number | undefined {
    return this.#hasEnded || this.#asked === this.#search.trials ? this.#asked : undefined;
  }

  get isOver(): boolean {
    return this.#results.count === this.#asked && (this.#hasEnded || this.#asked === this.#search.trials);
  }

  #suggestion(number: number, known: number): SearchPoint | undefined {
    const { seed } = this.#search;
    const history = { known, asked: number, coordinates: this.#coordinates, losses: this.#losses };
    let again: SearchPoint | undefined;
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const stream = new RandomStream(seed, `search/${number}/${tries}`);
      const coordinates =
        again !== undefined && tries >= TRIES_OF_SAMPLER
          ? this.#space.draw(stream).coordinates
          : this.#sampler.suggest(history, stream);
      if (coordinates === undefined) return again;
      const point = this.#space.pointAt(coordinates);
      if (!this.#space.isAllowed(point.cell)) continue;
      if (!this.#cells.has(JSON.stringify(point.cell))) return point;
      // Runs are deterministic: the same cell tells nothing new. Where few cells are left, it is suggested again all the same.
      again ??= point;
      if (tries >= MOST_TRIES_FOR_NEW) return again;
    }
    if (again !== undefined) return again;
    throw new InputError(
      `${this.#part}: expected points that meet the constraints of the search, found none among ${MOST_TRIES}; give axes bounds that ` +
        `constraints rule out less of`,
    );
  }
}
