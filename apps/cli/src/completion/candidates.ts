/** What a word of a command line can go on to be: commands, options, files, and what the database has. */
import { knownSets } from '@ranksweep/data/knownSets';
import { builtIns } from '@ranksweep/experiments/builtIns';
import { DEFAULT_DATABASE, visibleText } from '@ranksweep/text';
import { nameAddresses, storedWords, type StoredWords } from '@ranksweep/store/words';
import type { Command, Option } from 'commander';
import { readCommandLine, type CommandLine } from './words.ts';

export interface Candidate {
  readonly value: string;
  readonly description?: string | undefined;
}

/** In place of a candidate: files of the folder. */
export const FILES = ':files';

/** Runs that are listed; a number is typed sooner than found among more. */
const MOST_RUNS = 50;

type Source = (stored: StoredWords, line: CommandLine, current: string) => readonly Candidate[];

/** @param line words after the program's name, the last one as far as it is typed */
export function candidatesFor(program: Command, line: readonly string[]): (Candidate | typeof FILES)[] {
  const read = readCommandLine(program, line);
  const typed = line.at(-1) ?? '';
  const before = read.place.kind === 'value' ? read.place.before : '';
  const current = typed.slice(before.length);
  const { candidates, hasFiles } = found(read, current);
  const fitting = candidates.filter(
    ({ value }) => value.startsWith(current) && visibleText(value) === value && !/\s/.test(value),
  );
  const words = fitting.map(({ value, description }) => ({ value: before + value, description }));
  return hasFiles ? [...words, FILES] : words;
}

interface Found {
  readonly candidates: readonly Candidate[];
  readonly hasFiles?: boolean;
}

function found(line: CommandLine, current: string): Found {
  const { place } = line;
  const help = place.command.createHelp();
  if (place.kind === 'command') {
    const commands = help.visibleCommands(place.command);
    return {
      candidates: commands.map((one) => ({ value: one.name(), description: firstLine(one.description()) })),
    };
  }
  if (place.kind === 'option') {
    return {
      candidates: visibleOptions(place.command).flatMap(({ long, description }) =>
        long == null ? [] : [{ value: long, description: firstLine(description) }],
      ),
    };
  }
  const taken = place.kind === 'value' ? place.option : place.argument;
  if (taken === undefined) return { candidates: [] };
  if (taken.argChoices !== undefined) return { candidates: taken.argChoices.map((value) => ({ value })) };
  const name = place.kind === 'value' ? `--${place.option.name()}` : taken.name();
  const placeholder = place.kind === 'value' ? /[<[]([\w=-]+)/.exec(place.option.flags)?.[1] : name;
  const source = sources[`${place.command.name()} ${name}`] ?? sources[name];
  const candidates = source?.(wordsOf(line), line, current) ?? [];
  return { candidates, hasFiles: fileWords.includes(placeholder ?? '') || mayBeFile(line) };
}

/** Those of the commands that it belongs to, too. */
const visibleOptions = (command: Command): Option[] => [
  ...command.createHelp().visibleOptions(command),
  ...(command.parent === null ? [] : visibleOptions(command.parent)),
];

/** Arguments and values that are paths, by how the help calls them. */
const fileWords: readonly string[] = ['path', 'dir', 'file', 'files', 'backup'];

/** A definition may be a file, and a set of images a folder. */
const mayBeFile = ({ place, words }: CommandLine): boolean =>
  place.kind === 'argument' &&
  words.length === 0 &&
  (place.command.name() === 'run' || (place.command.name() === 'show' && place.argument?.name() === 'set'));

const definitions = (): Candidate[] =>
  builtIns.map(({ name }) => ({ value: name, description: 'definition' }));

const imageSets = (): Candidate[] =>
  knownSets.map(({ name, title }) => ({ value: name, description: title }));

const tagsOf = (labels: StoredWords['labels']): string[] => [...new Set(labels.flatMap(({ tags }) => tags))];

const sweeps: Source = ({ labels }) => {
  const names = nameAddresses(labels);
  return [
    ...labels.map(({ id, tags }) => ({
      value: names.get(id)!,
      description: [`sweep:${id}`, ...tags].join(' '),
    })),
    ...labels.map(({ id }) => ({ value: `sweep:${id}`, description: names.get(id) })),
    ...tagsOf(labels).map((value) => ({ value, description: 'tag' })),
  ];
};

const sweepsAndRuns: Source = (stored, line, current) => {
  const { lastRun = 0 } = stored;
  if (!current.startsWith('run:')) {
    return [
      ...sweeps(stored, line, current),
      ...(lastRun > 0 ? [{ value: 'run:', description: 'runs by number' }] : []),
    ];
  }
  const all = Array.from({ length: lastRun }, (_, i) => `run:${i + 1}`);
  return all
    .filter((value) => value.startsWith(current))
    .slice(0, MOST_RUNS)
    .map((value) => ({ value }));
};

const named = (names: readonly string[]): Candidate[] => names.map((value) => ({ value }));

/** By argument or option; of one command alone, or of all. */
const sources: Readonly<Record<string, Source>> = {
  sweep: sweeps,
  sweeps,
  what: sweepsAndRuns,
  'show what': (...words) => [...sweepsAndRuns(...words), ...definitions()],
  'show set': imageSets,
  'get set': () => imageSets().filter(({ value }) => value !== 'digits'),
  'run words': (_stored, { words }) => (words.length === 0 ? definitions() : []),
  'tag tags': ({ labels }) => named(tagsOf(labels)),
  '--remove': ({ labels }) => named(tagsOf(labels)),
  '--from': (...words) => [...definitions(), ...sweeps(...words)],
  '--preset': () => named(['quick', 'paper']),
  '--metric': ({ metrics }) => named(metrics),
  '--against': ({ axes }) => named([...axes, 'seed']),
  '--color-by': ({ axes }) => named([...axes, 'seed']),
  '--over': ({ axes }) => named(axes),
  '--where': ({ axes }) => [...axes, 'seed'].map((axis) => ({ value: `${axis}=` })),
  '--engine': () => named(['wasm', 'wasm-fma', 'wasm-plain', 'reference']),
  '--device': () => named(['auto', 'cpu', 'gpu']),
  '--launcher': () => named(['threads', 'process']),
  '--keep-state': () => named(['all', 'none']),
  '--method': () => named(['als', 'adam']),
};

const NOTHING: StoredWords = { labels: [], lastRun: undefined, metrics: [], axes: [] };

/** Of the database that the command line names. Where it cannot be read, the command will say why. */
function wordsOf({ values }: CommandLine): StoredWords {
  try {
    return storedWords(values.get('db') ?? DEFAULT_DATABASE);
  } catch {
    return NOTHING;
  }
}

const firstLine = (text: string): string => text.split('\n')[0]!;
