/**
 * Names in the folder of claims. `UNIT.ATTEMPT` is a claim. Whoever made the one with the highest attempt has the unit. `UNIT.done`
 * says that everything in the unit has ended and is published.
 */
export const claimName = (unit: number, attempt: number): string =>
  `${unit === GUARD ? 'guard' : unit}.${attempt}`;

/** A unit without runs, which the task claims that stays to the end. */
export const GUARD = -1;

export const doneName = (unit: number): string => `${unit}.done`;

export interface UnitState {
  /** The highest attempt; 0 if nobody has claimed the unit. */
  readonly attempt: number;
  readonly isDone: boolean;
}

export const FREE: UnitState = { attempt: 0, isDone: false };

/** What both know together: neither attempts nor ends are ever taken back. */
export const joined = (one: UnitState, other: UnitState): UnitState => ({
  attempt: Math.max(one.attempt, other.attempt),
  isDone: one.isDone || other.isDone,
});

/** Units that somebody has claimed, by number. Other names are left alone. */
export function unitStates(names: readonly string[]): Map<number, UnitState> {
  const states = new Map<number, UnitState>();
  for (const name of names) {
    const found = /^(\d+|guard)\.(?:([1-9]\d*)|done)$/.exec(name);
    if (found === null) continue;
    const unit = found[1] === 'guard' ? GUARD : Number(found[1]);
    const [attempt, isDone] = found[2] === undefined ? [0, true] : [Number(found[2]), false];
    states.set(unit, joined(states.get(unit) ?? FREE, { attempt, isDone }));
  }
  return states;
}
