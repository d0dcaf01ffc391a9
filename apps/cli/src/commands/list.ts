/** `ranksweep list` */
import { existsSync } from 'node:fs';
import { hint, InputError } from '@ranksweep/core';
import { builtInDefinitions } from '@ranksweep/experiments';
import type { SweepSummary } from '@ranksweep/store';
import { cutLines, renderTable } from '../render/table.ts';
import { withReadOnlyStore } from '../withStore.ts';

export interface ListOptions {
  readonly tag?: string;
  readonly db: string;
}

/** @throws InputError for a tag that no sweep has */
export function list({ tag, db }: ListOptions): void {
  if (tag !== undefined) return printSweeps(withTag(sweepsIn(db), tag, db));
  const definitions = builtInDefinitions.map(({ name, presets, description }) => [
    name,
    Object.keys(presets).join(', '),
    description,
  ]);
  printTable(['definition', 'presets', 'what it is'], definitions);
  console.log();
  if (!existsSync(db)) return console.log(`No sweeps yet: there is no database ${db}.`);
  printSweeps(sweepsIn(db));
}

const sweepsIn = (db: string): SweepSummary[] => withReadOnlyStore(db, (store) => store.sweeps());

function withTag(sweeps: readonly SweepSummary[], tag: string, db: string): SweepSummary[] {
  const found = sweeps.filter(({ tags }) => tags.includes(tag));
  if (found.length > 0) return found;
  const tags = [...new Set(sweeps.flatMap((sweep) => sweep.tags))];
  throw new InputError(
    `--tag: expected a tag of sweeps in ${db}, found '${tag}'${hint(tag, tags, 'what there is')}`,
  );
}

function printSweeps(sweeps: readonly SweepSummary[]): void {
  const rows = sweeps.map(({ id, name, preset, status, runs, tags, createdAt }) => {
    const counts = Object.entries(runs).filter(([, count]) => count > 0);
    const runsText = counts.map(([state, count]) => `${count} ${state}`).join(', ');
    return [id, name, preset, status, runsText, tags.join(' '), createdAt];
  });
  printTable(['sweep', 'name', 'preset', 'status', 'runs', 'tags', 'since'], rows);
}

function printTable(head: readonly string[], rows: readonly (readonly unknown[])[]): void {
  console.log(cutLines(renderTable(head, rows), process.stdout.columns));
}
