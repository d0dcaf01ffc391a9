/** The section on `recovery`: the boundaries that searches have found, beside the grid where the database has it. */
import { Condition } from '@ranksweep/expression';
import type { SweepDefinition } from '@ranksweep/kinds';
import { foundBoundaries, type FoundBoundary } from '@ranksweep/search';
import type { ReadOnlyStore, SweepSummary } from '@ranksweep/store';
import type { SweepSpec } from '@ranksweep/sweep';
import type { Remark } from '../remarks.ts';
import { axisValue, count, NONE, table } from '../words.ts';

const RECOVERY = 'recovery';
/** Presets that search for boundaries, and the one that runs the grid of the first. */
const SEARCHES = ['quick', 'paper'] as const;
const GRID = 'grid';

export const isOfRecovery = (definition: string): boolean => definition === RECOVERY;

export interface RecoveryContent {
  readonly definitions: readonly SweepDefinition[];
  readonly remarks: readonly Remark[];
}

/** Drawn by `ranksweep plot recovery --as boundary`. */
const FIGURE =
  '![The least number of observed entries from which the target is recovered for half of the seeds or more, against its rank, with ' +
  'intervals of 80 % confidence.](figures/recovery.png)';

/** @returns the section in paragraphs of Markdown; none if the database has no such search */
export function recoverySections(
  store: ReadOnlyStore,
  { definitions, remarks }: RecoveryContent,
): string[][] {
  const definition = definitions.find(({ name }) => name === RECOVERY)!;
  const latest = (preset: string): SweepSummary | undefined =>
    store.sweeps().findLast((sweep) => sweep.definition === RECOVERY && sweep.preset === preset);
  const searches = SEARCHES.flatMap((preset) => latest(preset) ?? []);
  if (searches.length === 0) return [];
  const own = remarks.filter((one) => one.definition === RECOVERY);
  return [
    [
      `## ${RECOVERY}`,
      definition.description,
      ...own.filter(({ part }) => part === undefined).map(({ text }) => text),
      FIGURE,
      ...searches.flatMap((search) => besideGrid(store, search, latest(GRID))),
      ...own.filter(({ part }) => part !== undefined).map(({ text }) => text),
    ],
  ];
}

function besideGrid(store: ReadOnlyStore, search: SweepSummary, grid: SweepSummary | undefined): string[] {
  const spec = search.spec as SweepSpec;
  const found = foundBoundaries(store, search.id, spec);
  const rows = found.map((boundary) => ({
    boundary,
    ofGrid: grid && firstOfHalf(store, grid, boundary, spec.parts[boundary.part]!.boundary!.outcome),
  }));
  const [one] = found;
  const head = [
    ...Object.keys(one!.others).map((name) => `\`${name}\``),
    'search: estimate, interval',
    'runs',
    'grid: first of half of the seeds or more',
    'runs',
  ];
  const compared = rows.filter(({ ofGrid }) => ofGrid !== undefined);
  const held = compared.filter(({ boundary, ofGrid }) => isWithin(boundary, ofGrid!.value));
  return [
    `Preset \`${search.preset}\`:`,
    table(
      head,
      rows.map(({ boundary, ofGrid }) => [
        ...Object.values(boundary.others).map(axisValue),
        `${told(boundary.estimate)} [${told(boundary.from)}, ${told(boundary.to)}]`,
        count(boundary.runs),
        ...(ofGrid === undefined ? [NONE, NONE] : [told(ofGrid.value), count(ofGrid.runs)]),
      ]),
    ),
    ...(compared.length === 0
      ? []
      : [
          held.length === compared.length
            ? "Each interval has the grid's answer in it."
            : `${held.length} of ${compared.length} intervals have the grid's answer in them.`,
        ]),
  ];
}

/** Beyond the values of the axis, the outcome holds at none of them. */
const told = (value: number | undefined): string => (value === undefined ? 'none' : count(value));

const isWithin = ({ from, to }: FoundBoundary, value: number | undefined): boolean =>
  (value ?? Infinity) >= (from ?? Infinity) && (value ?? Infinity) <= (to ?? Infinity);

interface OfGrid {
  /** The first along the line at which the outcome holds for half of the seeds or more; undefined where there is none. */
  readonly value: number | undefined;
  readonly runs: number;
}

/** @returns undefined unless the grid has runs at all values of the line */
function firstOfHalf(
  store: ReadOnlyStore,
  grid: SweepSummary,
  { part, along, others, values }: FoundBoundary,
  outcome: string,
): OfGrid | undefined {
  const cells = Map.groupBy(store.cellValues(grid.id, part), ({ cell }) => cell);
  const condition = new Condition(outcome);
  const runs = store.cellRuns(grid.id, part, along);
  const at = values.map((value) => {
    const asked = Object.entries({ ...others, [along]: value });
    const [cell] =
      [...cells].find(([, own]) =>
        asked.every(([name, one]) => own.some((leaf) => leaf.name === name && leaf.value === one)),
      ) ?? [];
    return runs.filter((run) => run.cell === cell);
  });
  if (at.some(({ length }) => length === 0)) return undefined;
  const holds = ({ runId }: { readonly runId: number }): boolean => {
    const finals = store.finals(runId);
    return condition.holds((name) => finals.get(name));
  };
  const place = at.findIndex((own) => 2 * own.filter(holds).length >= own.length);
  return { value: values[place], runs: at.flat().length };
}
