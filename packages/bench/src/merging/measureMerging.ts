/** Measures how fast results of many machines become one database, and what memory that takes. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execa } from 'execa';
import { openStore } from '@ranksweep/store';
import { fillDatabase, type DatabaseSize } from '../growth/fillDatabase.ts';

export interface MergingCost {
  readonly seconds: number;
  /** What the process has used of processors: on a machine that does other things, too, this is what counts. */
  readonly processorSeconds: number;
  /** The most memory that the process has held. */
  readonly peakBytes: number;
}

export interface MergingRow extends DatabaseSize, MergingCost {
  /** Number of databases that were merged. */
  readonly databases: number;
}

export interface MergingSize extends DatabaseSize {
  readonly databases: number;
}

/** Of each kind two sizes, between which memory should not grow. */
const mergingSizes: readonly MergingSize[] = [
  { databases: 2500, runs: 2500, points: 50_000 },
  { databases: 10_000, runs: 10_000, points: 200_000 },
  { databases: 8, runs: 80, points: 1_000_000 },
  { databases: 32, runs: 320, points: 4_000_000 },
];

export interface MergingOptions {
  readonly sizes?: readonly MergingSize[];
  readonly progress: (text: string) => void;
}

const mergeProcess = fileURLToPath(new URL('mergeProcess.ts', import.meta.url));

export async function measureMerging({
  sizes = mergingSizes,
  progress,
}: MergingOptions): Promise<MergingRow[]> {
  const rows: MergingRow[] = [];
  for (const size of sizes) {
    progress(`merging ${size.databases} databases with ${size.points} points ...`);
    rows.push(await measureSize(size));
  }
  return rows;
}

async function measureSize({ databases, ...size }: MergingSize): Promise<MergingRow> {
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-merging-'));
  try {
    const segments = join(folder, 'segments');
    const written = writeSegments(folder, segments, { databases, ...size });
    const { stdout } = await execa(process.execPath, [mergeProcess, join(folder, 'merged.db'), segments]);
    return { databases, ...written, ...(JSON.parse(stdout) as MergingCost) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns what they have together */
function writeSegments(folder: string, segments: string, { databases, ...size }: MergingSize): DatabaseSize {
  mkdirSync(segments);
  const whole = join(folder, 'whole.db');
  const written = fillDatabase(whole, size);
  const store = openStore(whole);
  try {
    const runIds = store.runIds();
    const each = Math.ceil(runIds.length / databases);
    for (let i = 0; i < databases; i++) {
      const own = runIds.slice(i * each, (i + 1) * each);
      if (own.length > 0) store.writeSegment(own, join(segments, `1_${i}.0.1.1.db`));
    }
  } finally {
    store.close();
  }
  return written;
}
