/** Mistakes in a command line, told as all others are: what was expected, what was found, the nearest name, and where help is. */
import { expectedOneOf, hint, nearestName } from '@ranksweep/core/nearest';
import { countOf } from '@ranksweep/text';
import { Command, type Argument, type Option } from 'commander';
import { UnknownCommand, UsageError } from './usageError.ts';

/** `ranksweep data get --help` */
export function helpCommandOf(command: Command): string {
  const names: string[] = [];
  for (let one: Command | null = command; one !== null; one = one.parent) names.unshift(one.name());
  return [...names, '--help'].join(' ');
}

/**
 * A command whose mistakes are UsageErrors. Commander calls these methods where it finds one, and would print a message of its own.
 */
export class PlainCommand extends Command {
  override createCommand(name?: string): PlainCommand {
    return new PlainCommand(name);
  }

  unknownCommand(): never {
    const [found = ''] = this.args;
    this.refuseCommand(found);
  }

  /** `help NAME` */
  _dispatchHelpCommand(found?: string): void {
    const command = found === undefined ? this : this.commands.find((one) => one.name() === found);
    if (command === undefined) this.refuseCommand(found!);
    command.help();
  }

  unknownOption(found: string): never {
    const help = this.createHelp();
    const options = [...help.visibleOptions(this), ...help.visibleGlobalOptions(this)];
    const names = options.flatMap(({ long }) => long ?? []);
    const nearest = nearestName(found, names);
    this.refuse(
      `expected one of its options, found '${found}'${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
    );
  }

  missingArgument(name: string): never {
    const argument = this.registeredArguments.find((one) => one.name() === name)!;
    this.refuse(`expected ${argumentText(argument)}, found none`);
  }

  optionMissingArgument({ flags }: Option): never {
    this.refuse(`expected a value in ${flags}, found none`);
  }

  missingMandatoryOptionValue({ flags, argChoices }: Option): never {
    this.refuse(
      `expected ${flags}${argChoices === undefined ? '' : `, one of ${argChoices.join(', ')}`}, found none`,
    );
  }

  _excessArguments(found: readonly string[]): never {
    const most = this.registeredArguments.length;
    const extra = found.slice(most).map((word) => `'${word}'`);
    this.refuse(
      `expected ${most === 0 ? 'no arguments' : `at most ${countOf(most, 'argument')}`}, found ${extra.join(' and ')}${most === 0 ? '' : ', too'}`,
    );
  }

  _conflictingOption({ long }: Option, { long: other }: Option): never {
    this.refuse(`expected ${long} or ${other}, found both`);
  }

  /** The value of an option or an argument. */
  _callParseArg<Value>(target: Argument | Option, value: string, previous: Value): unknown {
    const { argChoices } = target;
    if (argChoices === undefined || argChoices.includes(value)) return target.parseArg!(value, previous);
    const name = 'long' in target ? target.long! : `<${target.name()}>`;
    this.refuse(`${name}: ${expectedOneOf(value, argChoices)}`);
  }

  private refuseCommand(found: string): never {
    const names = this.createHelp()
      .visibleCommands(this)
      .map((command) => command.name());
    throw new UnknownCommand(
      `${this.prefix}expected a command, found '${found}'${hint(found, names, 'commands')}`,
      found,
      helpCommandOf(this),
    );
  }

  private refuse(mistake: string): never {
    throw new UsageError(`${this.prefix}${mistake}`, helpCommandOf(this));
  }

  private get prefix(): string {
    return this.parent === null ? '' : `${this.name()}: `;
  }
}

function argumentText(argument: Argument): string {
  const name = `<${argument.name()}${argument.variadic ? '...' : ''}>`;
  return argument.description === '' ? name : `${name} (${argument.description})`;
}
