/** How far the searches of a sweep are while it goes on: trials that have ended, the best so far, and what is asked next. */
import type { NewTrial } from '@ranksweep/store';
import type { ExpandedSweep } from '@ranksweep/sweep';
import { formatNumber } from '@ranksweep/text';

type Search = NonNullable<ExpandedSweep['spec']['parts'][string]['search']>;

interface PartState {
  readonly search: Search;
  /** Trials that have ended, by number. */
  readonly ended: Set<number>;
  best: (NewTrial & { readonly objective: number }) | undefined;
  latest: NewTrial | undefined;
}

export class SearchState {
  readonly #parts: ReadonlyMap<string, PartState>;

  constructor(parts: ExpandedSweep['spec']['parts']) {
    const searched = Object.entries(parts).flatMap(([part, { search }]) =>
      search === undefined
        ? []
        : [[part, { search, ended: new Set<number>(), best: undefined, latest: undefined }] as const],
    );
    this.#parts = new Map(searched);
  }

  tried(part: string, trials: readonly NewTrial[]): void {
    const state = this.#parts.get(part);
    if (state === undefined) return;
    const sign = state.search.minimize === undefined ? -1 : 1;
    for (const trial of trials) {
      const { number, objective, state: how } = trial;
      if (how === 'running') {
        if (number >= (state.latest?.number ?? 0)) state.latest = trial;
        continue;
      }
      state.ended.add(number);
      if (how !== 'done' || objective === null) continue;
      const isBetter = state.best === undefined || sign * (objective - state.best.objective) < 0;
      if (isBetter) state.best = { ...trial, objective };
    }
  }

  /** `tune: 34 of 100 trials; best reconstruction_error 0.082 of trial 17 (init.std=0.01); latest trial 35 (init.std=0.02)` */
  get lines(): string[] {
    return [...this.#parts].map(([part, { search, ended, best, latest }]) => {
      const metric = search.minimize ?? search.maximize;
      const bestText = best && `; best ${metric} ${formatNumber(best.objective)} of ${trialText(best)}`;
      const latestText = latest && `; latest ${trialText(latest)}`;
      return `${part}: ${ended.size} of ${search.trials} trials${bestText ?? ''}${latestText ?? ''}`;
    });
  }
}

const trialText = ({ number, cell }: NewTrial): string => {
  const values = Object.entries(cell).map(([axis, value]) => `${axis}=${JSON.stringify(value)}`);
  return `trial ${number} (${values.join(', ')})`;
};
