/** `ranksweep holes`: what a sweep asks for and does not have. */
import { expandStored, findHoles, type Hole } from '@ranksweep/sweep';
import { printJson } from '../json/printJson.ts';
import { sweepJson } from '../json/sweepJson.ts';
import { withPhaseProgress } from '../render/phaseProgress.ts';
import { terminalTable } from '../render/terminalTable.ts';
import { openStore, resolveSweep, sweepAddress, sweepText } from '@ranksweep/store';
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
    const all = expanded.runs.length;
    const found = told.filter(({ state }) => state !== 'skipped');
    const skipped = told.length - found.length;
    if (json) {
      const holesOf = (holesThere: readonly Hole[]): object[] => holesThere.map(holeJson);
      const left = told.filter(({ state }) => state === 'skipped');
      return printJson({
        sweep: sweepJson(sweep),
        asked: all,
        holes: holesOf(found),
        skipped: holesOf(left),
      });
    }
    const but = skipped === 0 ? '' : `, but for ${skipped} that it skips`;
    if (found.length === 0) return print(`${sweepText(sweep)}: all ${all} runs are there${but}.`);
    const head = ['part', 'cell', 'seed', 'run', 'state', 'iterations', 'error'];
    console.log(
      terminalTable(head, found.slice(0, HOLES_SHOWN).map(rowOf), { spare: ['iterations', 'part'] }),
    );
    if (found.length > HOLES_SHOWN) print(`... and ${found.length - HOLES_SHOWN} more`);
    print(
      `\n${sweepText(sweep)}: ${found.length} of ${all} runs are missing (${counts(found)})${skipped === 0 ? '' : `; it skips ${skipped} more`}.`,
    );
    print(`${ranksweepCommand(['fill', sweepAddress(sweep.id)], db)} computes them.`);
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

const counts = (found: readonly Hole[]): string =>
  [...Map.groupBy(found, ({ state }) => state)].map(([state, { length }]) => `${length} ${state}`).join(', ');
