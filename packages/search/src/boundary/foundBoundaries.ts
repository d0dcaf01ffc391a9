/** What searches of boundaries have found, from the trials that a database has of them. */
import { linesOf, type Cell } from '@ranksweep/kinds';
import type { ReadOnlyStore, StoredTrial } from '@ranksweep/store';
import type { SweepSpec } from '@ranksweep/sweep';
import { lineState, type LineTrial, type Outcome } from './bets.ts';
import { placeOfTrial } from './trialNumbers.ts';

/** What is known of the boundary on one line. */
export interface FoundBoundary {
  readonly part: string;
  /** The axis along which the outcome flips. */
  readonly along: string;
  /** The values of the other axes. */
  readonly others: Cell;
  /** Those of the axis along the line, in the order in which the outcome is meant to become likelier. */
  readonly values: readonly number[];
  /**
   * Of the axis: the value nearest to the boundary at which the outcome holds in at least half of all seeds lies between these two,
   * both included, with the confidence that was asked for. Undefined: beyond the values of the axis, it holds at none of them.
   */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly estimate: number | undefined;
  /** Trials that have ended. The interval and the estimate follow from those before the first that has not. */
  readonly runs: number;
  /** Whether what was found cannot be of an outcome that flips once. */
  readonly isContradicted: boolean;
}

/** Of every line of every part with a boundary, in the order of the grid. */
export function foundBoundaries(
  store: Pick<ReadOnlyStore, 'trials' | 'cellValues'>,
  sweepId: number,
  { parts }: Pick<SweepSpec, 'parts'>,
): FoundBoundary[] {
  const trials = Map.groupBy(store.trials(sweepId), ({ part }) => part);
  return Object.entries(parts).flatMap(([part, spec]) => {
    const { boundary } = spec;
    if (boundary === undefined) return [];
    const { along } = boundary;
    const valueOf = new Map(
      store
        .cellValues(sweepId, part)
        .flatMap(({ cell, name, value }) => (name === along ? [[cell, value]] : [])),
    );
    const lines = linesOf(spec, boundary);
    const byLine = Map.groupBy(trials.get(part) ?? [], ({ number }) => placeOfTrial(number, lines.length)[0]);
    return lines.map(({ others, values }, i): FoundBoundary => {
      const own = byLine.get(i) ?? [];
      const known: LineTrial[] = []; // By number along the line. Where the search goes on, or was stopped, some may be missing.
      for (const trial of own) {
        const level = values.indexOf(Number(valueOf.get(trial.cell)));
        const outcome = level < 0 ? undefined : outcomeOf(trial);
        known[placeOfTrial(trial.number, lines.length)[1]] = { level, outcome };
      }
      const { confidence } = boundary;
      const { least, most, estimate, isContradicted } = lineState(
        { levels: values.length, confidence },
        known,
      );
      return {
        part,
        along,
        others,
        values,
        from: values[least],
        to: values[most],
        estimate: values[estimate],
        runs: own.filter(({ state }) => state !== 'running').length,
        isContradicted,
      };
    });
  });
}

function outcomeOf({ state, objective }: StoredTrial): Outcome | undefined {
  if (state === 'running') return undefined;
  return objective === null ? 'failed' : objective === 1;
}
