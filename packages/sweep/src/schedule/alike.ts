/**
 * The grid for lanes that advance runs together: every run once, in batches of runs that are alike. Batches are large, since
 * whoever ends is replaced from the batch, and of one size, so that lanes end together.
 */
import type { Job, RunSource, SourceOptions, Turn } from './source.ts';

export interface AlikeOptions extends Pick<SourceOptions, 'jobs' | 'lanes'> {
  readonly likenessOf: NonNullable<SourceOptions['likenessOf']>;
}

export class AlikeSource implements RunSource {
  /** Of runs that are alike, the longest first. */
  readonly #groups: Job[][];
  readonly #lanes: number;
  /** Runs of a batch of the first group; undefined until one is asked for. */
  #size: number | undefined;

  constructor({ jobs, lanes, likenessOf }: AlikeOptions) {
    const ordered = jobs.toSorted((a, b) => b.cost - a.cost);
    this.#groups = [...Map.groupBy(ordered, ({ config }) => likenessOf(config)).values()];
    this.#lanes = lanes;
  }

  next(mostRuns: number): Turn {
    const group = this.#groups[0];
    if (group === undefined) return 'end';
    this.#size ??= Math.ceil(
      group.length / (this.#lanes * Math.ceil(group.length / (this.#lanes * mostRuns))),
    );
    const batch = group.splice(0, this.#size);
    if (group.length === 0) {
      this.#groups.shift();
      this.#size = undefined;
    }
    return batch;
  }

  tell(): 'go on' {
    return 'go on';
  }
}
