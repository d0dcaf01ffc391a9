/** Mistakes in the words of a command line. Whoever tells of one adds where help is. */
import { InputError } from '@ranksweep/core/errors';
import { expectedOneOf } from '@ranksweep/core/nearest';

/** A mistake in the words of a command line. */
export class UsageError extends InputError {
  /** What prints the help that fits. Undefined: the command that was called. */
  readonly helpCommand: string | undefined;

  constructor(message: string, helpCommand?: string) {
    super(message);
    this.helpCommand = helpCommand;
  }
}

/** A command that is not there. */
export class UnknownCommand extends UsageError {
  readonly found: string;

  constructor(message: string, found: string, helpCommand: string) {
    super(message, helpCommand);
    this.found = found;
  }
}

/** @param option or argument, as it is called on the command line */
export function oneOf<Name extends string>(option: string, found: string, names: readonly Name[]): Name {
  if ((names as readonly string[]).includes(found)) return found as Name;
  throw new UsageError(`${option}: ${expectedOneOf(found, names)}`);
}
