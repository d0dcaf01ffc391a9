/** The sweeps that the page is about. */
import { canonicalJson } from '@ranksweep/core';
import { type SweepDefinition } from '@ranksweep/kinds';
import { expandSweep, type SweepSpec } from '@ranksweep/sweep';
import type { ReadOnlyStore, SweepSummary } from '@ranksweep/store';

export const PAPER_PRESET = 'paper';

export interface PaperSweep {
  readonly definition: SweepDefinition;
  readonly sweep: SweepSummary;
  readonly spec: SweepSpec;
  /** Whether its parts are those of the preset, without overrides. */
  readonly isAsDefined: boolean;
}

/**
 * One sweep at preset `paper` for each definition that the database has one of: the latest that is as defined, or else
 * the latest.
 */
export function paperSweeps(store: ReadOnlyStore, definitions: readonly SweepDefinition[]): PaperSweep[] {
  const sweeps = store.sweeps().filter(({ preset }) => preset === PAPER_PRESET);
  return definitions.flatMap((definition) => {
    const candidates = sweeps
      .filter((sweep) => sweep.definition === definition.name)
      .map((sweep) => paperSweep(definition, sweep));
    return candidates.findLast(({ isAsDefined }) => isAsDefined) ?? candidates.at(-1) ?? [];
  });
}

function paperSweep(definition: SweepDefinition, sweep: SweepSummary): PaperSweep {
  const spec = sweep.spec as SweepSpec;
  const defined = expandSweep(definition, { preset: PAPER_PRESET }).spec;
  const isAsDefined = canonicalJson(spec.parts) === canonicalJson(defined.parts);
  return { definition, sweep, spec, isAsDefined };
}
