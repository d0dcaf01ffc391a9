/** A cohort on the processor. Advancing runs at the same time would gain nothing there, so they are computed in turn. */
import type { Need, Snapshot } from '@ranksweep/core';
import type { Member, Program, SlotRequest } from './engine.ts';
import { Slots } from './slots.ts';
import type { RunState } from './state.ts';

/** One run on the processor. */
export interface CpuRun {
  advance(iterations: number): void;
  measure(needs: readonly Need[]): Snapshot;
  state(): RunState;
  /** Releases the run's resources. The run is not used afterwards. */
  release(): void;
}

/** @param begin makes a run from the member's current state */
export function computedInTurn(cohort: number, begin: (member: Member) => CpuRun): Program {
  const slots = new Slots<CpuRun>(cohort);
  const empty = (slot: number): void => slots.replace(slot, undefined)?.release();
  return {
    async load(slot, member) {
      empty(slot); // Release the old run first, so that the next one can reuse its memory.
      slots.replace(slot, begin(member));
    },
    unload: async (slot) => empty(slot),
    async advance(iterations) {
      for (const run of slots.loaded) run.advance(iterations);
    },
    measure: async (requests: readonly SlotRequest[]) =>
      requests.map(({ slot, needs }) => slots.at(slot).measure(needs)),
    state: async (slot) => slots.at(slot).state(),
    dispose() {
      for (let slot = 0; slot < cohort; slot++) empty(slot);
    },
  };
}
