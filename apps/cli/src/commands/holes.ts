/** `ranksweep holes`: what a sweep asks for and does not have. */
import { expandStored, findHoles, type ExpandedSweep, type Hole } from '@ranksweep/sweep';
import { printJson } from '../json/printJson.ts';
import { sweepJson } from '../json/sweepJson.ts';
import { withPhaseProgress } from '../render/phaseProgress.ts';
import { terminalTable } from '../render/terminalTable.ts';
import { allRuns, openStore, resolveSweep, sweepAddress, sweepText } from '@ranksweep/store';
import { ranksweepCommand } from '@ranksweep/text';
import { print } from '../render/print.ts';

const HOLES_SHOWN = 100;

/** @throws InputError for a sweep that is not there */
export async function holes(
  word: string,
  { db, json }: { readonly db: string; readonly json?: true },
): Promise<void> {
  const store = openStore(db, { readOnly: true });
  try {
    const sweep = resolveSweep(store, word, 'holes');
    const { expanded, all: told } = await withPhaseProgress(async (observer) => {
      const stored = await expandStored(sweep, observer);
      return { expanded: stored, all: findHoles(store, sweep.id, stored, observer) };
    });
    const isLeft = ({ state }: Hole): boolean => state === 'skipped' || state === 'pruned';
    const found = told.filter((hole) => !isLeft(hole));
    const skipped = told.filter(({ state }) => state === 'skipped');
    const pruned = told.filter(({ state }) => state === 'pruned');
    const { unasked } = sweep.runs;
    const all = isSearched(expanded) ? allRuns(sweep.runs) : expanded.runs.length;
    if (json) {
      const holesOf = (holesThere: readonly Hole[]): object[] => holesThere.map(holeJson);
      return printJson({
        sweep: sweepJson(sweep),
        asked: all,
        holes: holesOf(found),
        skipped: holesOf(skipped),
        pruned: holesOf(pruned),
        unasked,
      });
    }
    const left = leftText(skipped.length, pruned.length);
    if (found.length + unasked === 0) {
      return print(
        `${sweepText(sweep)}: all ${all} runs are there${left === '' ? '' : `, but for ${left}`}.`,
      );
    }
    const head = ['part', 'cell', 'seed', 'run', 'state', 'iterations', 'error'];
    if (found.length > 0) {
      const rows = found.slice(0, HOLES_SHOWN).map(rowOf);
      console.log(`${terminalTable(head, rows, { spare: ['iterations', 'part'] })}\n`);
    }
    if (found.length > HOLES_SHOWN) print(`... and ${found.length - HOLES_SHOWN} more`);
    print(
      `${sweepText(sweep)}: ${found.length + unasked} of ${unasked > 0 ? 'at most ' : ''}${all} runs are missing (${counts(found, unasked)})` +
        `${moreText(skipped.length, pruned.length)}.`,
    );
    const goesOn = unasked > 0 ? ', and goes on with the search' : '';
    print(`${ranksweepCommand(['fill', sweepAddress(sweep.id)], db)} computes them${goesOn}.`);
  } finally {
    store.close();
  }
}

const holeJson = ({ run: { part, cell, config }, row, state }: Hole): object => ({
  part,
  axes: cell,
  seed: config.seed,
  state,
  run: row?.runId ?? null,
  iterations: row?.iterations ?? null,
  error: row?.error ?? null,
});

const rowOf = ({ run: { part, cell, config }, row, state }: Hole): unknown[] => [
  part,
  Object.entries(cell)
    .map(([path, value]) => `${path}=${JSON.stringify(value)}`)
    .join(' '),
  config.seed,
  row?.runId,
  state,
  row?.iterations,
  row?.error,
];

const counts = (found: readonly Hole[], unasked: number): string =>
  [
    ...Array.from(
      Map.groupBy(found, ({ state }) => state),
      ([state, { length }]) => `${length} ${state}`,
    ),
    ...(unasked > 0 ? [`${unasked} not asked for yet`] : []),
  ].join(', ');

/** `; it skips 2 more and has pruned 12` */
function moreText(skipped: number, pruned: number): string {
  const told = [
    ...(skipped > 0 ? [`skips ${skipped} more`] : []),
    ...(pruned > 0 ? [`has pruned ${pruned}`] : []),
  ];
  return told.length === 0 ? '' : `; it ${told.join(' and ')}`;
}

/** `2 that it skips and 12 that it has pruned` */
const leftText = (skipped: number, pruned: number): string =>
  [
    ...(skipped > 0 ? [`${skipped} that it skips`] : []),
    ...(pruned > 0 ? [`${pruned} that it has pruned`] : []),
  ].join(' and ');

const isSearched = ({ examples }: ExpandedSweep): boolean => examples.length > 0;
