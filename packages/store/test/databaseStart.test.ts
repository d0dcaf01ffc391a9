import { closeSync, openSync, writeSync } from 'node:fs';
import { endianness } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { watchStart } from '../src/place/databaseStart.ts';
import { temporaryFolder } from './support/fixtures.ts';

interface Files {
  readonly hasChanged: () => boolean;
  /** Writes a byte into the start of the database's file. */
  change(): void;
  /** Has a checkpoint copy frames up to this one, or begin to. */
  checkpoint(at: { copied?: number; attempted?: number }): void;
}

function watchedFiles(): Files {
  const folder = temporaryFolder();
  const [database, index] = ['a.db', 'a.db-shm'].map((name) => openSync(join(folder, name), 'w+')) as [
    number,
    number,
  ];
  onTestFinished(() => [database, index].forEach(closeSync));
  writeSync(index, Buffer.alloc(136));
  let byte = 0;
  return {
    hasChanged: watchStart(database, () => index).hasChanged,
    change: () => void writeSync(database, Uint8Array.of(++byte), 0, 1, 27),
    checkpoint({ copied, attempted }) {
      const numbers = { 96: copied, 128: attempted };
      for (const [at, number] of Object.entries(numbers)) {
        if (number === undefined) continue;
        const bytes = new DataView(new ArrayBuffer(4));
        bytes.setUint32(0, number, endianness() === 'LE');
        writeSync(index, new Uint8Array(bytes.buffer), 0, 4, Number(at));
      }
    },
  };
}

it('sees a change that no checkpoint has made, and goes on seeing it', () => {
  const { hasChanged, change } = watchedFiles();
  expect(hasChanged()).toBe(false);
  change();
  expect([hasChanged(), hasChanged()]).toEqual([true, true]);
});

it('sees none while a checkpoint goes on, after it, and after one that was broken off', () => {
  const { hasChanged, change, checkpoint } = watchedFiles();
  checkpoint({ attempted: 7 });
  change();
  expect(hasChanged()).toBe(false);
  change();
  checkpoint({ copied: 7 });
  expect(hasChanged()).toBe(false);
  checkpoint({ attempted: 9 });
  change();
  expect(hasChanged()).toBe(false);
  checkpoint({ attempted: 12, copied: 12 });
  change();
  expect(hasChanged()).toBe(false);
  change();
  expect(hasChanged()).toBe(true);
});
