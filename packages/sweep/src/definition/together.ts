/**
 * Several axes as one word of the command line: those of `zip` and `random` move together, those of `when` are axes of some cells only:
 *
 *     zip      = "zip(" key "=" values *("," key "=" values) ")"
 *     random   = "random(" count *("," key "=" distribution) ["," "seed=" number] ")"
 *     when     = "when(" condition *("," key "=" values) ")"
 *     distribution = ("uniform" | "log-uniform" | "integer") "(" from "," to ")" | "choice" "(" values ")"
 */
import { hint, InputError, seedSchema, shownWord } from '@ranksweep/core';
import { Condition } from '@ranksweep/expression';
import { MOST_CELLS, parseDistribution, unequalProblem } from '@ranksweep/kinds';
import type { AxisValue, Distribution } from '@ranksweep/kinds';
import { ruleNames } from './rules.ts';
import { ValueReader } from './valueReader.ts';

/** What a word says about one key. */
export type Setting =
  | { readonly key: string; readonly values: readonly AxisValue[] }
  | { readonly key: string; readonly draw: KeyDraw };

interface KeyDraw {
  readonly distribution: Distribution;
  readonly count: number;
  readonly seed: number;
}

/** What such a word says. */
export interface Several {
  readonly settings: readonly Setting[];
  readonly isTogether: boolean;
  /** The condition under which its keys are axes. */
  readonly when?: string;
}

const READERS: Readonly<Record<string, (reader: ValueReader) => Several>> = {
  zip: (reader) => ({ settings: readZip(reader), isTogether: true }),
  random: (reader) => ({ settings: readRandom(reader), isTogether: true }),
  when: readWhen,
};

/**
 * @returns undefined for a word that does not begin with a function
 * @throws InputError
 */
export function parseSeveral(word: string): Several | undefined {
  const reader = new ValueReader(word);
  const name = reader.functionName();
  if (name === undefined) return undefined;
  const known = [...Object.keys(READERS), ...ruleNames];
  if (!Object.hasOwn(READERS, name)) {
    throw new InputError(
      `expected a function, found ${shownWord(name)}(...)${hint(name, known, 'functions')}`,
    );
  }
  const several = READERS[name]!(reader);
  reader.end();
  const keys = several.settings.map(({ key }) => key);
  const twice = keys.find((key, i) => keys.indexOf(key) < i);
  if (twice !== undefined) throw new InputError(`expected each key once, found ${shownWord(twice)} again`);
  return several;
}

function readWhen(reader: ValueReader): Several {
  const when = reader.condition();
  const settings: Setting[] = [];
  while (reader.skip(',')) settings.push({ key: reader.key(), values: reader.valuesBeforeKey() });
  if (settings.length === 0)
    reader.fail(`a comma and key=values, such as when(optimizer.kind == 'sgd', optimizer.momentum=0,0.9)`);
  reader.close();
  return { settings, isTogether: false, when: new Condition(when).text };
}

function readZip(reader: ValueReader): Setting[] {
  const settings: { key: string; values: AxisValue[] }[] = [];
  do settings.push({ key: reader.key(), values: reader.valuesBeforeKey() });
  while (reader.skip(','));
  reader.close();
  const [problem] = unequalProblem(settings.map(({ key, values }) => [key, values.length]));
  if (problem !== undefined) throw new InputError(problem);
  return settings;
}

function readRandom(reader: ValueReader): Setting[] {
  const count = reader.number();
  if (!Number.isInteger(count) || count < 1 || count > MOST_CELLS) {
    throw new InputError(`expected from 1 to ${MOST_CELLS} points in random(...), found ${count}`);
  }
  const distributions: [key: string, Distribution][] = [];
  let seed = 0;
  while (reader.skip(',')) {
    const key = reader.key();
    if (key === 'seed') seed = readSeed(reader);
    else distributions.push([key, readDistribution(reader, key)]);
  }
  reader.close();
  if (distributions.length === 0) {
    throw new InputError(
      'expected a key in random(...), such as random(20, init.std=log-uniform(1e-4,1e-1)), found none',
    );
  }
  return distributions.map(([key, distribution]) => ({ key, draw: { distribution, count, seed } }));
}

function readSeed(reader: ValueReader): number {
  const seed = reader.number();
  if (seedSchema.safeParse(seed).success) return seed;
  throw new InputError(`expected a seed from 0 to ${seedSchema.maxValue}, found ${seed}`);
}

const KINDS = ['uniform', 'log-uniform', 'integer', 'choice'];

function readDistribution(reader: ValueReader, key: string): Distribution {
  const kind = reader.functionName();
  if (kind === undefined) return reader.fail(`a distribution such as log-uniform(1e-4,1e-1)`);
  if (!KINDS.includes(kind)) {
    throw new InputError(
      `${shownWord(key)}: expected a distribution, found ${shownWord(kind)}(...)${hint(kind, KINDS, 'distributions')}`,
    );
  }
  const values = reader.values();
  reader.close();
  if (kind === 'choice') return parseDistribution({ kind, values }, key);
  const [from, to] = values;
  if (values.length !== 2) {
    throw new InputError(
      `${shownWord(key)}: expected ${kind}(from,to), found ${values.length} values in ${kind}(...)`,
    );
  }
  return parseDistribution({ kind, from, to }, key);
}
