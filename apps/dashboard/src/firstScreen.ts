/** The dashboard's first screen without its terminal, for those who measure how long it takes. */
import { openStore } from '@ranksweep/store';
import { Shell } from './shell.ts';
import type { Size } from './view.ts';

/**
 * @returns lines of plain text
 * @throws InputError as `openStore` for reading does
 */
export function firstScreen(db: string, size: Size): string[] {
  const store = openStore(db, { readOnly: true });
  try {
    const shell = new Shell({ store, ranksweep: [], now: () => Date.now() });
    return shell.frame(size).map((line) => line.map(({ text }) => text).join(''));
  } finally {
    store.close();
  }
}
