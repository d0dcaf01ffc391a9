/**
 * Words of the command line that leave out cells, or runs:
 *
 *     exclude = [part "."] "exclude(" condition ")"
 *     skip    = "skip(" [part "."] path "=" rule *("," [part "."] path "=" rule) ")"
 *
 * An exclusion reaches the parts that have all of its names, a rule those that have the axis.
 */
import { either, hint, InputError, nearestName, pathHint, shownWord } from '@ranksweep/core';
import { Condition } from '@ranksweep/expression';
import { conditionNames, conditionProblems, skipRules, type PartGrid, type SkipRule } from '@ranksweep/kinds';
import { ValueReader } from './valueReader.ts';

export type Rule =
  | { readonly kind: 'exclude'; readonly part: string | undefined; readonly condition: Condition }
  | { readonly kind: 'skip'; readonly axes: readonly (readonly [key: string, rule: SkipRule])[] };

export const ruleNames = ['exclude', 'skip'] as const;

/** Whether a word is one of those that need not have a `=` in them. */
export const isRule = (word: string): boolean => RULE.test(word);

const RULE = /^\s*(?:([a-z0-9][a-z0-9-]*)\.)?(exclude|skip)\s*\(/;

/**
 * @returns undefined for a word of another kind
 * @throws InputError
 */
export function parseRule(word: string): Rule | undefined {
  const [start, part, name] = RULE.exec(word) ?? [];
  if (start === undefined) return undefined;
  const reader = new ValueReader(word.slice(start.length));
  const rule = name === 'exclude' ? readExclude(reader, part) : readSkip(reader, part);
  reader.end();
  return rule;
}

function readExclude(reader: ValueReader, part: string | undefined): Rule {
  const condition = new Condition(reader.condition());
  reader.close();
  return { kind: 'exclude', part, condition };
}

function readSkip(reader: ValueReader, part: string | undefined): Rule {
  const axes: [string, SkipRule][] = [];
  do axes.push([part === undefined ? reader.key() : `${part}.${reader.key()}`, skipRule(reader.value())]);
  while (reader.skip(','));
  reader.close();
  return { kind: 'skip', axes };
}

function skipRule(value: unknown): SkipRule {
  const found = skipRules.find((rule) => rule === value);
  if (found !== undefined) return found;
  const nearest = nearestName(String(value), skipRules);
  const suggestion = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  throw new InputError(`expected ${either(skipRules)}, found ${shownWord(String(value))}${suggestion}`);
}

type Parts<Part extends PartGrid> = Readonly<Record<string, Part>>;

interface RuleWord {
  readonly word: string;
  readonly rule?: Rule | undefined;
}

/**
 * The parts with what such words leave out.
 * @throws InputError for a word that no part fits
 */
export const withRules = <Part extends PartGrid>(
  parts: Parts<Part>,
  words: readonly RuleWord[],
): Parts<Part> =>
  words.reduce((current, { word, rule }) => {
    try {
      if (rule === undefined) return current;
      return rule.kind === 'skip' ? withSkip(current, rule.axes) : withExclusion(current, rule);
    } catch (error) {
      if (error instanceof InputError) throw new InputError(`${shownWord(word)}: ${error.message}`);
      throw error;
    }
  }, parts);

function withExclusion<Part extends PartGrid>(
  parts: Parts<Part>,
  { part: only, condition }: Rule & { readonly kind: 'exclude' },
): Parts<Part> {
  if (only !== undefined) requirePart(only, parts);
  const among = only === undefined ? Object.keys(parts) : [only];
  const fits = (name: string): boolean => {
    const names = conditionNames(parts[name]!);
    return condition.names.every((one) => names.has(one));
  };
  const reached = among.filter(fits);
  // Where no part has all names, the first tells which one it lacks.
  const changed = (reached.length > 0 ? reached : among.slice(0, 1)).map((name) => {
    const part = parts[name]!;
    const exclude = [...new Set([...(part.exclude ?? []), condition.text])];
    const [problem] = conditionProblems({ ...part, exclude });
    if (problem !== undefined) throw new InputError(`${name}: ${problem.text}`);
    return [name, { ...part, exclude }];
  });
  return { ...parts, ...(Object.fromEntries(changed) as Parts<Part>) };
}

function withSkip<Part extends PartGrid>(
  parts: Parts<Part>,
  axes: readonly (readonly [key: string, rule: SkipRule])[],
): Parts<Part> {
  return axes.reduce((current, [key, rule]) => {
    const first = key.slice(0, Math.max(0, key.indexOf('.')));
    const only = Object.hasOwn(parts, first) ? first : undefined;
    const path = only === undefined ? key : key.slice(first.length + 1);
    const among = only === undefined ? Object.keys(parts) : [only];
    const reached = among.filter((name) => Object.hasOwn(current[name]!.axes, path));
    if (reached.length === 0) {
      const known = [...new Set(among.flatMap((name) => Object.keys(current[name]!.axes)))];
      throw new InputError(`expected an axis, found ${shownWord(path)}${pathHint(path, known)}`);
    }
    const changed = reached.map((name) => {
      const part = current[name]!;
      return [name, { ...part, skip: { ...part.skip, [path]: rule } }];
    });
    return { ...current, ...(Object.fromEntries(changed) as Parts<Part>) };
  }, parts);
}

function requirePart(name: string, parts: Readonly<Record<string, unknown>>): void {
  if (Object.hasOwn(parts, name)) return;
  throw new InputError(`expected a part, found ${shownWord(name)}${hint(name, Object.keys(parts), 'parts')}`);
}
