/** A compiled cohort: its slots, and the members that are on the device. */
import type { Program } from '../engine.ts';
import { Slots } from '../slots.ts';
import type { RunState } from '../state.ts';
import { Cohort, type Run } from './cohort.ts';
import { Snapshots } from './snapshots.ts';
import type { Backend } from './tensorflow.ts';

/** A run in a slot. */
interface Loaded {
  run: Run;
}

/** @param slotCount number of slots */
export function createProgram(backend: Backend, slotCount: number): Program {
  const slots = new Slots<Loaded>(slotCount);
  /** Of all loaded runs; undefined after one of them has entered or left. */
  let present: { readonly cohort: Cohort; readonly snapshots: Snapshots } | undefined;

  const cohortOf = (): NonNullable<typeof present> => {
    if (present === undefined) {
      const cohort = new Cohort(
        backend,
        slots.loaded.map(({ run }) => run),
      );
      present = { cohort, snapshots: new Snapshots(cohort) };
    }
    return present;
  };

  /** Takes the runs' states from the device, so that another cohort can be made of them. */
  const dissolve = async (): Promise<void> => {
    if (present === undefined) return;
    const { cohort } = present;
    const states = await cohort.states();
    slots.loaded.forEach((loaded, c) => (loaded.run = { ...loaded.run, state: states[c]! }));
    cohort.dispose();
    present = undefined;
  };

  const stateOf = async (loaded: Loaded): Promise<RunState> =>
    (await cohortOf().cohort.states())[slots.loaded.indexOf(loaded)]!;

  return {
    async load(slot, run) {
      await dissolve();
      slots.replace(slot, { run });
    },
    async unload(slot) {
      await dissolve();
      slots.replace(slot, undefined);
    },
    async advance(iterations) {
      if (slots.loaded.length === 0 || iterations === 0) return;
      const { cohort } = cohortOf();
      present = { cohort, snapshots: new Snapshots(cohort) };
      await cohort.advance(iterations);
    },
    async measure(requests) {
      const members = requests.map(({ slot, needs }) => ({
        member: slots.loaded.indexOf(slots.at(slot)),
        needs,
      }));
      return members.length === 0 ? [] : cohortOf().snapshots.measure(members);
    },
    state: async (slot) => stateOf(slots.at(slot)),
    dispose() {
      present?.cohort.dispose();
      present = undefined;
    },
  };
}
