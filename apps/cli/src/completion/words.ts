/** Where in a command line the cursor stands: at a command, an option, the value of one, or an argument. */
import type { Argument, Command, Option } from 'commander';

/** What the word at the cursor can be. */
export type Place =
  | { readonly kind: 'command'; readonly command: Command }
  | { readonly kind: 'option'; readonly command: Command }
  | { readonly kind: 'value'; readonly command: Command; readonly option: Option; readonly before: string }
  | { readonly kind: 'argument'; readonly command: Command; readonly argument: Argument | undefined };

export interface CommandLine {
  readonly place: Place;
  /** The arguments before the cursor. */
  readonly words: readonly string[];
  /** Values of options before the cursor, by the option's name: the last one of each. */
  readonly values: ReadonlyMap<string, string>;
}

/** @param line words after the program's name, the last one as far as it is typed */
export function readCommandLine(program: Command, line: readonly string[]): CommandLine {
  const values = new Map<string, string>();
  const words: string[] = [];
  let command = program;
  let open: Option | undefined;
  let hasOptions = true;
  for (const word of line.slice(0, -1)) {
    if (open !== undefined && !word.startsWith('-')) {
      values.set(open.name(), word);
      if (!open.variadic) open = undefined;
    } else if (word === '--' || !hasOptions) {
      hasOptions = false;
    } else if (word.startsWith('-')) {
      const [name, value] = nameAndValue(word);
      const option = optionOf(command, name);
      open = value === undefined && takesValue(option) ? option : undefined;
      if (option !== undefined && value !== undefined) values.set(option.name(), value);
    } else {
      const next = words.length === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (next === undefined) words.push(word);
      else command = next;
    }
  }
  return { place: placeOf(command, { current: line.at(-1) ?? '', words, open, hasOptions }), words, values };
}

interface Typed {
  readonly current: string;
  readonly words: readonly string[];
  /** The option that the word before wants a value for. */
  readonly open: Option | undefined;
  readonly hasOptions: boolean;
}

function placeOf(command: Command, { current, words, open, hasOptions }: Typed): Place {
  if (hasOptions && current.startsWith('-')) {
    const [name, value] = nameAndValue(current);
    const option = optionOf(command, name);
    return value === undefined || option === undefined
      ? { kind: 'option', command }
      : { kind: 'value', command, option, before: `${name}=` };
  }
  if (open !== undefined) return { kind: 'value', command, option: open, before: '' };
  if (command.commands.length > 0) return { kind: 'command', command };
  const { registeredArguments: all } = command;
  const last = all.at(-1);
  return { kind: 'argument', command, argument: all[words.length] ?? (last?.variadic ? last : undefined) };
}

const takesValue = (option: Option | undefined): option is Option =>
  option !== undefined && (option.required || option.optional);

/** Options of a command, and those of the commands that it belongs to. */
const optionsFor = (command: Command): Option[] => [
  ...command.options,
  ...(command.parent === null ? [] : optionsFor(command.parent)),
];

const optionOf = (command: Command, name: string): Option | undefined =>
  optionsFor(command).find(({ long, short }) => name === long || name === short);

function nameAndValue(word: string): [name: string, value: string | undefined] {
  const at = word.indexOf('=');
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)];
}
