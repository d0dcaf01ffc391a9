/** What `ranksweep plot` is asked for, from the text of its options. */
import { InputError } from '@ranksweep/core';
import type { AxisValue } from '@ranksweep/kinds';
import { parseOverride } from '@ranksweep/sweep';

export interface PanelOptions {
  readonly metric?: string;
  readonly event?: string;
  readonly against?: string;
  readonly colorBy?: string;
  readonly where?: readonly string[];
  readonly spread?: string;
  readonly log?: string;
}

/** What changes a definition's figure, or a panel of one's own. */
export interface Choices {
  /** Values that runs must have. */
  readonly where: Readonly<Record<string, AxisValue>>;
  readonly colorBy?: string;
  readonly logAxes: readonly ('x' | 'y')[];
}

/** @throws InputError for a `--where` that is no key with one value */
export function choicesOf({ where = [], colorBy, log = '' }: PanelOptions): Choices {
  const settings = where.map((word): [string, AxisValue] => {
    const [setting, ...others] = parseOverride(word).settings;
    const values = setting !== undefined && others.length === 0 && 'values' in setting ? setting.values : [];
    if (setting === undefined || values.length !== 1) {
      throw new InputError(`--where: expected one value such as init.std=0.01, found '${word}'`);
    }
    return [setting.key, values[0]!];
  });
  return {
    where: Object.fromEntries(settings),
    ...(colorBy === undefined ? {} : { colorBy }),
    logAxes: (['x', 'y'] as const).filter((axis) => log.includes(axis)),
  };
}

/** @throws InputError for options that say nothing without another */
export function requireWhole({ metric, event, against, spread }: PanelOptions): void {
  if (metric !== undefined && event !== undefined) {
    throw new InputError('plot: expected --metric or --event, found both');
  }
  if (event !== undefined && against === undefined) {
    throw new InputError('--event: expected --against, the axis that its iteration is drawn against, too');
  }
  if (against !== undefined && metric === undefined && event === undefined) {
    throw new InputError('--against: expected --metric or --event, too: what is drawn against it');
  }
  if (spread !== undefined && against === undefined) {
    throw new InputError('--spread: expected --against, too: it is about the runs at a place of an axis');
  }
}

/** The options in a word or two each, for names of files; empty where none is given. */
export function optionWords({
  metric,
  event,
  against,
  colorBy,
  where = [],
  spread,
  log,
}: PanelOptions): string[] {
  return [
    ...(metric === undefined ? [] : [metric]),
    ...(event === undefined ? [] : [event]),
    ...(against === undefined ? [] : [`against-${against}`]),
    ...(colorBy === undefined ? [] : [`by-${colorBy}`]),
    ...where,
    ...(spread === undefined ? [] : [spread]),
    ...(log === undefined ? [] : [`log-${log}`]),
  ];
}
