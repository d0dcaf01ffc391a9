/** Colours of what is printed, where the output shows any: never in a pipe or a file, unless FORCE_COLOR asks for them, nor with NO_COLOR. */
import { styleText } from 'node:util';

type Format = Parameters<typeof styleText>[0];

/** @param stream decides whether there are colours */
export const paint = (format: Format, text: string, stream: NodeJS.WriteStream = process.stdout): string =>
  text === '' ? text : styleText(format, text, { stream });

/** Of runs, sweeps, holes and attempts. */
const STATUS_FORMATS: Readonly<Record<string, Format>> = {
  done: 'green',
  running: 'cyan',
  pending: 'dim',
  paused: 'dim',
  diverged: 'magenta',
  failed: 'red',
  lost: 'red',
  damaged: 'red',
  cancelled: 'yellow',
  skipped: 'dim',
  pruned: 'dim',
  interrupted: 'yellow',
  missing: 'yellow',
  short: 'yellow',
};

/** @param text a status, or several words of which the last is one: `3 failed`, `done, damaged` */
export function paintStatus(text: string, stream?: NodeJS.WriteStream): string {
  const format = STATUS_FORMATS[/[a-z]+$/.exec(text)?.[0] ?? ''];
  return format === undefined ? text : paint(format, text, stream);
}

/** The first word of an error, by which it is found in what else is printed. */
export const errorPrefix = (): string => paint(['red', 'bold'], 'ranksweep:', process.stderr);
