/**
 * What the dashboard costs on a large database that is written ten times a second: processor time of each view, time to the
 * first screen, and what the writer loses. Run by `node apps/dashboard/bench.ts [--runs N] [--points N] [--seconds S]`; Linux.
 */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { median } from '@ranksweep/core';
import { openStore, type Store } from '@ranksweep/store';
import { addSweep, claim } from './test/support/stores.ts';

const bin = fileURLToPath(new URL('../cli/bin/ranksweep.js', import.meta.url));
/** Of /proc's clock. */
const TICKS_A_SECOND = 100;
const METRICS = Array.from({ length: 10 }, (_, m) => `component_norm_${m + 1}`);

const { values: given } = parseArgs({
  options: {
    runs: { type: 'string', default: '10000' },
    points: { type: 'string', default: '5000000' },
    seconds: { type: 'string', default: '10' },
  },
});
const [runs, points, seconds] = [given.runs, given.points, given.seconds].map(Number) as [
  number,
  number,
  number,
];

/** Runs that have ended, with all the points, and one that goes on. */
function fill(store: Store): number {
  const { runIds } = addSweep(store, 'large', [0.1, 0.05, 0.02, 0.01], Math.ceil(runs / 4));
  const each = Math.max(2, Math.floor(points / runs / METRICS.length));
  const iterations = Float64Array.from({ length: each }, (_, i) => 25 * i);
  const values = Float64Array.from({ length: each * METRICS.length }, (_, i) => Math.sin(i) + 2);
  const [last] = runIds.slice(-1) as [number];
  store.transaction(() => {
    for (const runId of runIds.slice(0, -1)) {
      const { attempt } = store.claimRun(runId, claim)!;
      store.appendChunk(runId, attempt, { metrics: METRICS, iterations, values });
      store.finishRun(runId, attempt, {
        status: 'done',
        iterations: 25 * each,
        stopReason: 'iteration-limit',
        error: null,
        wallMs: 1,
      });
    }
  });
  return last;
}

/** Writes to a run ten times a second until it is stopped. @returns commits a second in a burst */
class Writer {
  readonly #store: Store;
  readonly #runId: number;
  readonly #attempt: number;
  #iteration = 0;

  constructor(store: Store, runId: number) {
    this.#store = store;
    this.#runId = runId;
    this.#attempt = store.claimRun(runId, claim)!.attempt;
  }

  write(): void {
    const iterations = Float64Array.from({ length: 10 }, () => (this.#iteration += 25));
    const values = Float64Array.from({ length: 10 * METRICS.length }, () => Math.random() + 1);
    this.#store.appendChunk(this.#runId, this.#attempt, { metrics: METRICS, iterations, values });
  }

  /** As fast as it can. @returns commits a second */
  async burst(ms: number): Promise<number> {
    let commits = 0;
    const startedAt = performance.now();
    while (performance.now() - startedAt < ms) {
      this.write();
      commits++;
      if (commits % 20 === 0) await sleep(0);
    }
    return (1000 * commits) / (performance.now() - startedAt);
  }
}

/** The dashboard in a terminal of its own. */
class Screen {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #path: string;
  output = '';

  constructor(path: string) {
    this.#path = path;
    const command = `stty cols 160 rows 50; exec ${process.execPath} ${bin} dashboard --db ${path}`;
    this.#child = spawn('script', ['-qfec', command, '/dev/null']);
    this.#child.stdout.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  press(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** Milliseconds of processor time so far. */
  cpuMs(): number {
    const stat = readFileSync(`/proc/${this.#pid()}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (1000 * (Number(fields[11]) + Number(fields[12]))) / TICKS_A_SECOND;
  }

  async quit(): Promise<void> {
    this.press('q');
    await new Promise((resolve) => this.#child.on('exit', resolve));
  }

  #pid(): string {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const file = `/proc/${pid}/cmdline`;
      if (!existsSync(file)) continue;
      const words = readFileSync(file, 'latin1').split('\0');
      if (words[0]!.includes('node') && words.includes('dashboard') && words.includes(this.#path)) return pid;
    }
    throw new Error('the dashboard has ended');
  }
}

const folder = mkdtempSync(join(tmpdir(), 'ranksweep-bench-'));
try {
  const path = join(folder, 'large.db');
  const store = openStore(path);
  const last = fill(store);
  const writer = new Writer(store, last);
  console.log(`${runs} runs, ${points} points`);

  const first: number[] = [];
  for (let i = 0; i < 5; i++) {
    const startedAt = performance.now();
    const screen = new Screen(path);
    while (!screen.output.includes('large quick')) await sleep(5);
    first.push(performance.now() - startedAt);
    await sleep(300);
    await screen.quit();
  }
  console.log(`first screen: ${first.toSorted((a, b) => a - b)[2]!.toFixed(0)} ms (median of 5)`);

  const screen = new Screen(path);
  await sleep(2000);
  const timer = setInterval(() => writer.write(), 100);
  for (const [name, keys] of [
    ['Sweeps', '1'],
    ['Runs', '2'],
    ['Run', 'G\r'],
    ['Cells', '4'],
    ['Lanes', '5'],
    ['SQL', '6'],
  ] as const) {
    for (const key of keys) {
      screen.press(key);
      await sleep(500);
    }
    await sleep(1500);
    const before = screen.cpuMs();
    await sleep(1000 * seconds);
    const share = (screen.cpuMs() - before) / (10 * seconds);
    console.log(`${name.padEnd(7)} ${share.toFixed(1)} % of a core, written 10 times a second`);
  }
  clearInterval(timer);
  screen.press('1');
  const alone: number[] = [];
  const beside: number[] = [];
  await screen.quit();
  for (let round = 0; round < 5; round++) {
    alone.push(await writer.burst(1000));
    const watching = new Screen(path);
    await sleep(1500);
    beside.push(await writer.burst(1000));
    await watching.quit();
  }
  console.log(
    `the writer, as fast as it can: ${median(alone).toFixed(0)} commits/s alone, ${median(beside).toFixed(0)} beside the dashboard`,
  );
  store.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
