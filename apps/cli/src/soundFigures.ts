/** Figures without the runs whose points are not what was written: each is told of, and the others are drawn. */
import type { FigureSpec } from '@ranksweep/kinds';
import type { Figure, FigureSource, SourceRun } from '@ranksweep/plot';
import { DamagedRunError, type ReadOnlyStore } from '@ranksweep/store';
import { visibleText } from '@ranksweep/text';
import { exitStatus, type ExitStatus } from './exitStatus.ts';

const MOST_TOLD = 10;

export class SoundFigures {
  readonly #store: ReadOnlyStore;
  /** By the run's number, what is said of it. */
  readonly #damaged = new Map<number, string>();

  constructor(store: ReadOnlyStore) {
    this.#store = store;
  }

  /** @throws InputError as `figureFromStore` */
  async of(sweepId: number, spec: FigureSpec): Promise<Figure> {
    const { figureFromStore } = await import('@ranksweep/plot');
    return figureFromStore(this.source, sweepId, spec);
  }

  /** @throws InputError as `figureOfRuns` */
  async ofRuns(runs: readonly SourceRun[], spec: FigureSpec): Promise<Figure> {
    const { figureOfRuns } = await import('@ranksweep/plot');
    return figureOfRuns(this.source, runs, spec);
  }

  /**
   * Tells on standard error of the runs that were left out.
   * @returns 1 where there is one
   */
  tellDamaged(): ExitStatus {
    const texts = [...this.#damaged.values()];
    for (const text of texts.slice(0, MOST_TOLD)) console.error(visibleText(`Not drawn: ${text}`));
    if (texts.length > MOST_TOLD) console.error(`and ${texts.length - MOST_TOLD} more damaged runs`);
    return texts.length === 0 ? exitStatus.ok : exitStatus.someFailed;
  }

  /** What is damaged of it has no points. */
  get source(): FigureSource {
    const store = this.#store;
    return {
      ...store,
      trajectory: (runId, metrics, upTo) => {
        try {
          return store.trajectory(runId, metrics, upTo);
        } catch (error) {
          if (!(error instanceof DamagedRunError)) throw error;
          this.#damaged.set(runId, error.message);
          return [];
        }
      },
    };
  }
}
