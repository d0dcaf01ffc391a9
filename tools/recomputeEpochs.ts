/**
 * `npm run recompute-epochs`: has a run on images go on from epoch to epoch, exports it at ten of them, and has NumPy compute in
 * float64 what was recorded there, and the loss of the batch that comes next.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const HELP = `npm run recompute-epochs -- [--set NAME] [--components R] [--batch SIZE] [--epochs N] [--loss KIND]

Prints how far recorded losses, errors and accuracies are from those that NumPy finds in float64 in the exported parameters and
images: relative differences, at ten epochs up to N, and of the batch after each. Exit status 1 when one is farther than float32's
rounding explains. It needs python3 with NumPy.

  --set NAME      (default: digits)
  --components R  of a CP factorization (default: 5)
  --batch SIZE    (default: 500)
  --epochs N      (default: 20)
  --loss KIND     mse or logistic (default: mse)`;

const { values } = parseArgs({
  options: {
    set: { type: 'string', default: 'digits' },
    components: { type: 'string', default: '5' },
    batch: { type: 'string', default: '500' },
    epochs: { type: 'string', default: '20' },
    loss: { type: 'string', default: 'mse' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

const POINTS = 10;
const ranksweepBin = fileURLToPath(new URL('../apps/cli/bin/ranksweep.js', import.meta.url));
const recompute = fileURLToPath(new URL('recompute.py', import.meta.url));

interface Line {
  readonly metric: string;
  readonly relative: number;
  readonly agrees: boolean;
}

function command(program: string, words: readonly string[], allowed: readonly number[] = [0]): string {
  const { status, stdout, stderr } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== null && allowed.includes(status)) return stdout;
  throw new Error(`${program} ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}

const python = ['python3', '/usr/bin/python3'].find(
  (name) => spawnSync(name, ['-c', 'import numpy']).status === 0,
);

/** A run that is extended step by step, in a folder of its own. */
class Run {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ranksweep-recompute-'));
  readonly #database = join(this.#folder, 'run.db');
  readonly #definition = join(this.#folder, 'images.json');

  constructor({ set, components, batch, loss }: typeof values) {
    const base = {
      model: { kind: 'cp', components: Number(components) },
      task: { kind: 'samples', data: { set }, label: 6 },
      init: { mean: 1, std: 0.001 },
      loss: { kind: loss },
      optimizer: { kind: 'adam', learningRate: 0.0005 },
      batch: { size: Number(batch) },
      stop: { lossBelow: 0 },
      record: { everyEpochs: 1 },
    };
    writeFileSync(this.#definition, JSON.stringify({ name: 'images', parts: { images: { base } } }));
  }

  /** The exported run after a number of epochs or iterations. */
  exportedAt(limit: string): string {
    const path = join(this.#folder, `${limit}.npz`);
    const db = ['--db', this.#database];
    command(process.execPath, [ranksweepBin, 'run', this.#definition, limit, '--lanes', '1', ...db]);
    command(process.execPath, [ranksweepBin, 'export', 'run:1', '--format', 'npz', '--out', path, ...db]);
    return path;
  }

  iterations(): number {
    const words = ['sql', 'SELECT iterations FROM runs', '--format', 'csv', '--db', this.#database];
    return Number(command(process.execPath, [ranksweepBin, ...words]).split('\n')[1]);
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** The lines of `recompute.py` on an iteration. */
function linesAt(iteration: number, ...words: string[]): Line[] {
  const text = command(python!, [recompute, ...words], [0, 1]);
  const line = new RegExp(
    `iteration ${iteration}: (\\w+) recorded (\\S+), recomputed (\\S+), difference \\S+: (agree|DIFFER)`,
    'g',
  );
  return [...text.matchAll(line)].map(([, metric, recorded, recomputed, verdict]) => ({
    metric: metric!,
    relative: Math.abs(Number(recorded) - Number(recomputed)) / (Math.abs(Number(recomputed)) || 1),
    agrees: verdict === 'agree',
  }));
}

function main(): number {
  const last = Number(values.epochs);
  const epochs = [...new Set(Array.from({ length: POINTS }, (_, k) => Math.ceil(((k + 1) * last) / POINTS)))];
  const run = new Run(values);
  let isFine = true;
  for (const epoch of epochs) {
    const path = run.exportedAt(`stop.maxEpochs=${epoch}`);
    const iterations = run.iterations();
    const next = run.exportedAt(`stop.maxIterations=${iterations + 1}`);
    const lines = [
      ...linesAt(iterations, path),
      ...linesAt(iterations + 1, '--next', path, next).map((line) => ({ ...line, metric: 'next_batch' })),
    ];
    if (epoch === epochs[0]) console.log(['epoch', ...lines.map(({ metric }) => metric)].join('  '));
    console.log(
      [
        String(epoch).padStart('epoch'.length),
        ...lines.map(({ metric, relative, agrees }) =>
          (relative.toExponential(1) + (agrees ? '' : '!')).padStart(metric.length),
        ),
      ].join('  '),
    );
    isFine &&= lines.every(({ agrees }) => agrees);
  }
  run.remove();
  return isFine ? 0 : 1;
}

if (values.help) console.log(HELP);
else if (python === undefined) {
  console.error('recompute-epochs: expected python3 with NumPy, found none');
  process.exitCode = 2;
} else process.exitCode = main();
