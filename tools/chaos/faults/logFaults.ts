/** The write-ahead log, which is a part of the database, is spoiled while the program writes it. */
import {
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { ArmedFault, Fault, Scene } from './fault.ts';
import { backUpFirst, foreignHand } from './foreignHand.ts';

const TELLS = /^ranksweep: .*$/m;

/** @param spoil given the log's path, of a log with something in it */
function ofLog(scene: Scene, hit: string, spoil: (log: string) => void): ArmedFault {
  const backup = backUpFirst(scene);
  if (backup === undefined) return { hits: () => [] };
  const log = `${scene.database}-wal`;
  return foreignHand(scene, backup, {
    hit,
    spoil() {
      if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) === 0) return false;
      spoil(log);
      return true;
    },
  });
}

export const logTruncated: Fault = {
  name: 'log cut short',
  how: 'the log (-wal) is truncated to nothing, or anywhere, while the program runs; then what it says is done',
  tells: TELLS,
  needsDatabase: true,
  arm: (scene) =>
    ofLog(scene, 'log cut short', (log) => {
      const isEmptied = scene.random.integer(2) === 0;
      truncateSync(log, isEmptied ? 0 : scene.random.integer(statSync(log).size));
    }),
};

export const logReplaced: Fault = {
  name: 'log replaced',
  how: 'zeros, another log or its own beginning are copied over the log, or another file is moved there; then what it says is done',
  tells: TELLS,
  needsDatabase: true,
  arm: (scene) =>
    ofLog(scene, 'log replaced', (log) => {
      const bytes = readFileSync(log);
      const half = bytes.subarray(0, Math.floor(bytes.length / 2));
      const others = [Buffer.alloc(bytes.length), otherLog(bytes), half];
      const other = join(scene.folder, 'other-wal');
      writeFileSync(other, others[scene.random.integer(3)]!);
      if (scene.random.integer(2) === 0) return copyFileSync(other, log);
      // Within one file system, where a rename is one step.
      copyFileSync(other, `${log}.new`);
      renameSync(`${log}.new`, log);
    }),
};

/** Of the same pages in another order of time: its salts differ. */
const otherLog = (bytes: Buffer): Buffer => {
  const other = Buffer.from(bytes);
  for (let at = 16; at < 24; at++) other[at]! ^= 0x5a;
  return other;
};

export const logRemoved: Fault = {
  name: 'log removed',
  how: 'rm of the log, or of it and its index (-shm), while the program runs; then what it says is done',
  tells: TELLS,
  needsDatabase: true,
  arm: (scene) =>
    ofLog(scene, 'log removed', (log) => {
      rmSync(log);
      const index = `${scene.database}-shm`;
      if (scene.random.integer(2) === 0 && existsSync(index)) rmSync(index);
    }),
};
