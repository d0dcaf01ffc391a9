/**
 * The grid for lanes that advance runs together: every run once, in batches of similar runs. Batches are large, because a run
 * that ends is replaced from its batch. They have equal sizes, so that lanes end together.
 */
import type { Job, RunSource, SourceOptions, Turn } from './source.ts';

export interface AlikeOptions extends Pick<SourceOptions, 'jobs' | 'lanes'> {
  readonly likenessOf: NonNullable<SourceOptions['likenessOf']>;
}

export class AlikeSource implements RunSource {
  /** Groups of similar runs, the longest first. */
  readonly #groups: Job[][];
  readonly #lanes: number;
  /** The size of batches of the first group; undefined until a batch is asked for. */
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
