/** What runs of a sweep are compared by: as options say, or as its parts search for. */
import { getPath } from '@ranksweep/core';
import type { Objective } from '@ranksweep/search';
import { requireSpec, type SweepRow } from '@ranksweep/store';

export interface ObjectiveOptions {
  readonly minimize?: readonly string[];
  readonly maximize?: readonly string[];
}

/** Empty where nothing is asked for, and the sweep searches for nothing. */
export function objectivesAsked(
  sweep: SweepRow,
  { minimize = [], maximize = [] }: ObjectiveOptions,
): Objective[] {
  const asked: Objective[] = [
    ...minimize.map((name): Objective => ({ name, goal: 'minimize' })),
    ...maximize.map((name): Objective => ({ name, goal: 'maximize' })),
  ];
  return asked.length > 0 ? asked : searchedFor(sweep);
}

function searchedFor(sweep: SweepRow): Objective[] {
  const parts = Object.values((getPath(requireSpec(sweep), 'parts') ?? {}) as object);
  const found = parts.flatMap((part): Objective[] =>
    (['minimize', 'maximize'] as const).flatMap((goal) => {
      const name = getPath(part as object, `search.${goal}`);
      return typeof name === 'string' ? [{ name, goal }] : [];
    }),
  );
  return [...new Map(found.map((one) => [JSON.stringify(one), one])).values()];
}
