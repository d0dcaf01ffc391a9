/** Command lines that show or repeat a run. */
import { flattenConfig, kindOf, type AxisValue } from '@ranksweep/kinds';
import { formatOverride } from '@ranksweep/sweep/overrides'; // all of sweep would take longer to load than the first screen may
import { runAddress } from '@ranksweep/store';
import { databaseWords, shellWord } from '@ranksweep/text';
import type { RunFacts } from './runState.ts';

/** Words of a command line, each as a shell takes it. */
export type Command = readonly string[];

export const showCommand = ({ row }: RunFacts, db: string): Command =>
  command(['show', runAddress(row.runId), ...databaseWords(db)]);

/**
 * The run's cell and seed, of the definition as it is by now; undefined for a run without a sweep, and for one that a search or boundary
 * has asked for, which words cannot name.
 */
export const cellCommand = (facts: RunFacts, db: string): Command | undefined =>
  runCommand(facts, facts.axes, db);

/** The same with every parameter of the run; undefined also where these are damaged. */
export const wholeCommand = (facts: RunFacts, db: string): Command | undefined =>
  facts.row.config &&
  runCommand(
    facts,
    flattenConfig(facts.row.config).filter(([path]) => path !== 'seed'),
    db,
  );

function runCommand(
  { row, place, sweep, isSearched }: RunFacts,
  settings: RunFacts['axes'],
  db: string,
): Command | undefined {
  if (place === undefined || sweep === undefined || isSearched) return undefined;
  const overrides = settings.flatMap(([path, value]) =>
    isAxisValue(value) ? [formatOverride(`${place.part}.${path}`, [value])] : [],
  );
  const engine = row.engine === null || choosesEngine(row) ? [] : ['--engine', row.engine];
  return command([
    'run',
    sweep.definition,
    '--preset',
    sweep.preset,
    ...overrides,
    '--seeds',
    String(row.seed),
    ...engine,
    ...databaseWords(db),
  ]);
}

/** A run of a kind that chooses its engine has it on every lane that can compute the run. */
const choosesEngine = ({ config }: RunFacts['row']): boolean =>
  config !== undefined && kindOf(config).engineOn !== undefined;

const command = (words: readonly string[]): Command => ['npx', 'ranksweep', ...words].map(shellWord);

const isAxisValue = (value: unknown): value is AxisValue =>
  ['number', 'string', 'boolean'].includes(typeof value) ||
  (Array.isArray(value) && value.every(isAxisValue));
