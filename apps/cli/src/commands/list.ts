/** `ranksweep list` */
import { existsSync } from 'node:fs';
import { builtInDefinitions } from '@ranksweep/experiments';
import { openStore } from '@ranksweep/store';
import { cutLines, renderTable } from '../render/table.ts';

export function list({ db }: { readonly db: string }): void {
  const definitions = builtInDefinitions.map(({ name, presets, description }) => [
    name,
    Object.keys(presets).join(', '),
    description,
  ]);
  printTable(['definition', 'presets', 'what it is'], definitions);
  console.log();
  if (!existsSync(db)) return console.log(`No sweeps yet: there is no database ${db}.`);
  const store = openStore(db, { readOnly: true });
  try {
    const sweeps = store.sweeps().map(({ id, name, preset, status, runs, createdAt }) => {
      const counts = Object.entries(runs).filter(([, count]) => count > 0);
      return [
        id,
        name,
        preset,
        status,
        counts.map(([state, count]) => `${count} ${state}`).join(', '),
        createdAt,
      ];
    });
    printTable(['sweep', 'name', 'preset', 'status', 'runs', 'since'], sweeps);
  } finally {
    store.close();
  }
}

function printTable(head: readonly string[], rows: readonly (readonly unknown[])[]): void {
  console.log(cutLines(renderTable(head, rows), process.stdout.columns));
}
