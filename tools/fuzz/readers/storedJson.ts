/** Databases that are sound, but whose JSON, names and texts are another's: through the commands that show them. */
import { copyFileSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { InputError } from '@ranksweep/core';
import { parseDefinition } from '@ranksweep/kinds';
import { expandSweep, runSweep } from '@ranksweep/sweep';
import { openStore } from '@ranksweep/store';
import { runProgram } from '../../../apps/cli/src/program.ts';
import { captured } from '../captured.ts';
import { hostileTokens, mutateText } from '../mutate/text.ts';
import { mutateValue, valueToText } from '../mutate/value.ts';
import type { Random } from '../random.ts';
import type { MakeReader } from '../reader.ts';
import { goodConfigs, textOf, utf8 } from './support.ts';

interface Input {
  readonly column: string;
  readonly value: string;
  readonly command: number;
}

const commands = [
  ['list'],
  ['show', 'fuzzed'],
  ['show', 'run:1'],
  ['show', 'run:1', '--plan'],
  ['plot', '1', '--format', 'svg'],
  ['plot', '1', '--spec'],
  ['export', 'run:1', '--format', 'npz', '--force'],
  ['export', 'fuzzed', '--format', 'csv', '--force'],
  ['export', 'fuzzed', '--format', 'csv', '--table', 'runs', '--force'],
  ['export', 'fuzzed', '--format', 'parquet', '--table', 'events', '--force'],
  ['show', 'run:2'],
  ['show', 'run:2', '--plan'],
  ['plot', 'fuzzed', '--format', 'svg'],
  ['export', 'run:2', '--format', 'csv', '--table', 'finals', '--force'],
  ['holes', '1'],
  ['holes', 'fuzzed'],
  ['verify', '1', '--lanes', '1'],
  ['fill', '1', '--lanes', '1'],
  ['retry', '1', '--lanes', '1'],
  ['cancel', '1'],
  ['tag', '1', 'x'],
  ['sql', 'select * from run_table, metrics, events, sweeps limit 20'],
];

const { model, task, init } = goodConfigs[0]!;
const definition = parseDefinition(
  {
    name: 'fuzzed',
    description: '',
    presets: {
      quick: {
        parts: {
          p: {
            base: { model, task, init, stop: { maxIterations: 30 } },
            axes: { 'init.std': [0.1, 0.2], 'model.components': [3, 4] },
          },
        },
      },
    },
    figure: {
      caption: 'A caption.',
      panels: [
        { title: 'Norms', part: 'p', metric: 'component_norm', where: { 'init.std': 0.1 }, yScale: 'log' },
        { title: 'Loss', part: 'p', metric: 'train_loss', colorBy: 'init.std', seeds: 'band' },
        {
          kind: 'heatmap',
          title: 'Heat',
          part: 'p',
          x: 'init.std',
          y: 'model.components',
          value: { kind: 'final', metric: 'train_loss' },
        },
      ],
    },
  },
  'fuzzed',
);
const sweep = expandSweep(definition);

const texts = [
  'sweeps.name',
  'sweeps.preset',
  'sweep_runs.part',
  'cells.part',
  'cells.name',
  'cells.value',
  'metrics.name',
  'metrics.description',
  'events.subject',
  'events.kind',
  'runs.error',
  'runs.engine',
  'params.value',
];

function make(random: Random): Uint8Array {
  const command = random.below(commands.length);
  const json = random.below(4);
  const [column, value] =
    json === 0
      ? ['sweeps.spec', valueToText(mutateValue(sweep.spec, random))]
      : json === 1
        ? ['runs.config', valueToText(mutateValue(sweep.runs[0]!.config, random))]
        : json === 2
          ? [
              random.pick(['sweeps.spec', 'runs.config', 'attempts.versions']),
              mutateText(JSON.stringify(sweep.runs[0]!.config), random),
            ]
          : [random.pick(texts), mutateText(`fuzzed ${random.pick(hostileTokens)} ../../x`, random)];
  return utf8(JSON.stringify({ command, column, value } satisfies Input));
}

export const storedJsonReader: MakeReader = async (parent) => {
  const folder = join(parent, 'stored', 'deep', 'in');
  const good = join(folder, 'good', 'good.db');
  const store = openStore(good);
  await runSweep(store, sweep, { lanes: { engine: 'wasm', count: 1 }, keepState: true });
  store.close();
  const path = join(folder, 'fuzzed.db');
  return {
    name: 'stored-json',
    refusal: 'InputError',
    make,
    async read(input) {
      const { column, value, command } = JSON.parse(textOf(input)) as Input;
      for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
      copyFileSync(good, path);
      replace(path, column, value);
      const words = [...commands[command]!, '--db', path];
      const { result: status, output, error } = await captured(() => runProgram([...words, '--debug']));
      if (status !== 0 && status !== 2 && !(status === 1 && tellsOfRuns.test(output + error))) {
        throw new Error(`exit status ${status} of ${words.join(' ')}: ${error.slice(0, 2000)}`);
      }
      // A terminal would obey them.
      const raw = /[[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]--\n]/v.exec(output + error)?.[0];
      if (raw !== undefined)
        throw new Error(`control character ${JSON.stringify(raw)} in the output of ${words.join(' ')}`);
      requireInside(parent);
      if (status === 2) throw new InputError(error.slice(0, 5000));
    },
  };
};

/** What a command says that ends with 1: which runs are not as they should be, or how many. */
const tellsOfRuns = /^run \d+.*: its configuration|^\w+ runs? (?:is|are) the same to the last bit, [1-9]/m;

/** The column that tells whose a row is, where it is not `id`. */
const keys: Readonly<Record<string, string>> = {
  sweep_runs: 'run_id',
  events: 'run_id',
  attempts: 'run_id',
  params: 'run_id',
  cells: 'sweep_id',
};

function replace(path: string, column: string, value: string): void {
  const [table, name] = column.split('.') as [string, string];
  const database = new Database(path);
  try {
    database.pragma('ignore_check_constraints = ON');
    database.pragma('foreign_keys = OFF');
    const key = keys[table] ?? 'id';
    database.prepare(`UPDATE OR IGNORE ${table} SET ${name} = ? WHERE ${key} = 1`).run(value);
  } finally {
    database.close();
  }
}

/** Files are named after sweeps, and lie in the folder that they are meant for. */
function requireInside(parent: string): void {
  const outside = [
    ...readdirSync(join(parent, 'stored')),
    ...readdirSync(join(parent, 'stored', 'deep')),
  ].filter((name) => name !== 'deep' && name !== 'in');
  const beside = readdirSync(join(parent, 'stored', 'deep', 'in')).filter(
    (name) => !/^(?:good|fuzzed\.db.*|figures|exports)$/.test(name),
  );
  const found = [...outside, ...beside];
  if (found.length > 0 || existsSync('/x'))
    throw new Error(`files outside of their folder: ${found.join(', ')}`);
}
