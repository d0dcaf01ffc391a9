/** Sweeps with axes, made by the store alone. */
import { cellsOf, type AxisValue, type FigureSpec } from '@ranksweep/kinds';
import type { EndStatus, Store } from '@ranksweep/store';
import { claim, configOf } from '../support/stores.ts';

export interface GridSweep {
  /** Axes by part. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, readonly AxisValue[]>>>>;
  readonly seeds?: number;
  readonly figure?: Pick<FigureSpec, 'panels'>;
  /** Undefined: the run stays pending. */
  readonly outcome?: (place: {
    part: string;
    cell: number;
    seed: number;
  }) => { status?: EndStatus; finals?: Readonly<Record<string, number>> } | undefined;
}

/** @returns the sweep's number */
export function addGridSweep(store: Store, sweep: GridSweep): number {
  const { parts, seeds = 1, figure, outcome = () => undefined } = sweep;
  const spec = {
    parts: Object.fromEntries(Object.entries(parts).map(([part, axes]) => [part, { axes }])),
    ...(figure === undefined ? {} : { figure }),
  };
  const id = store.upsertSweep({
    name: 'phase',
    definition: 'phase',
    preset: 'quick',
    spec,
    specHash: JSON.stringify(spec),
  });
  store.transaction(() => {
    for (const [part, axes] of Object.entries(parts)) {
      for (const [cell, values] of cellsOf({ axes }).entries()) {
        for (let seed = 0; seed < seeds; seed++) {
          const trajectoryHash = `${id}/${part}/${cell}/${seed}`;
          const run = { config: configOf(seed, 0.1), trajectoryHash, arithmetic: 'f64', part, cell: values };
          end(store, store.registerRuns(id, [run])[0]!.runId, outcome({ part, cell, seed }));
        }
      }
    }
  });
  return id;
}

function end(store: Store, runId: number, ended: ReturnType<NonNullable<GridSweep['outcome']>>): void {
  if (ended === undefined) return;
  const { status = 'done', finals = {} } = ended;
  const { attempt } = store.claimRun(runId, claim)!;
  const rest = { iterations: 50, stopReason: null, error: null, wallMs: 1 };
  store.finishRun(runId, attempt, { status, ...rest, finals: new Map(Object.entries(finals)) });
}
