/** What the keys of a program's configuration demand of each other. */
import { nearestName, type InputProblem } from '@ranksweep/core';
import { parameterAt, parameterNames, placeholdersOf, RUN_NAMES } from './placeholders.ts';
import type { ProgramConfig } from './schema.ts';

/** What stands for something of the run itself. */
const RUN_PLACEHOLDERS = ['seed', 'stop.maxIterations', 'run.folder'] as const;

interface Place {
  readonly path: InputProblem['path'];
  readonly text: string;
}

export function programProblems(config: ProgramConfig): InputProblem[] {
  const { program, parameters, record, stop } = config;
  const problems: InputProblem[] = [];
  const places = placesOf(config);
  const used = new Set<string>();
  const known = [...parameterNames(parameters), ...RUN_PLACEHOLDERS];
  for (const { path, text } of places) {
    for (const name of placeholdersOf(text)) {
      used.add(name);
      if (!isKnown(config, name)) problems.push({ path, text: unknownPlaceholder(name, known) });
    }
  }
  for (const name of RUN_NAMES) {
    if (!Object.hasOwn(parameters, name)) continue;
    const text = `expected another name, found one that stands for what every run has`;
    problems.push({ path: ['parameters', name], text });
  }
  if (program.parametersFrom !== 'environment') problems.push(...unusedProblems(config, used));
  if (program.command[0] === '')
    problems.push({ path: ['program', 'command', 0], text: 'expected a program, found nothing' });
  for (const { path, text } of places) {
    if (text.includes('\0')) problems.push({ path, text: 'expected text without NUL characters' });
  }
  if (stop.lossBelow > 0 && program.loss === undefined)
    problems.push({
      path: ['stop', 'lossBelow'],
      text: 'expected program.loss beside it, which says what is to be below this',
    });
  if (record.onChange !== undefined)
    problems.push({
      path: ['record', 'onChange'],
      text: 'expected no such key, since a program itself decides when it reports',
    });
  return problems;
}

function placesOf({ program: { command, env = {} } }: ProgramConfig): Place[] {
  return [
    ...command.map((text, i) => ({ path: ['program', 'command', i], text })),
    ...Object.entries(env).map(([name, text]) => ({ path: ['program', 'env', name], text })),
  ];
}

const isKnown = ({ parameters }: ProgramConfig, name: string): boolean =>
  RUN_PLACEHOLDERS.some((known) => known === name) || parameterAt(parameters, name) !== undefined;

function unknownPlaceholder(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const hint =
    nearest === undefined ? '; a brace that is no placeholder is written {{' : `; did you mean {${nearest}}?`;
  return `expected the name of a parameter between braces, found {${name}}${hint}`;
}

/** A placeholder of a group uses all parameters in it. */
function unusedProblems({ parameters }: ProgramConfig, used: ReadonlySet<string>): InputProblem[] {
  return parameterNames(parameters).flatMap((name) => {
    const groups = name.split('.').map((_, i, keys) => keys.slice(0, i + 1).join('.'));
    if (groups.some((group) => used.has(group))) return [];
    const free = [...used].filter((one) => parameterAt(parameters, one) === undefined);
    const nearest = nearestName(name, free);
    const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
    const text =
      `expected {${name}} in program.command or program.env, found that nothing uses it${hint}` +
      (nearest === undefined
        ? '; a program that reads RANKSWEEP_PARAMETERS has parametersFrom: environment'
        : '');
    return [{ path: ['parameters', ...name.split('.')], text }];
  });
}
