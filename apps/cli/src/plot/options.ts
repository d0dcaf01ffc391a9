/** What `ranksweep plot` is asked for, from the text of its options. */
import { InputError } from '@ranksweep/core';
import type { AxisValue, CurvePanelSpec } from '@ranksweep/kinds';
import { parseOverride } from '@ranksweep/sweep';

export interface PanelOptions {
  readonly as?: string;
  readonly minimize?: readonly string[];
  readonly maximize?: readonly string[];
  readonly axes?: string;
  readonly metric?: string;
  readonly event?: string;
  readonly against?: string;
  readonly colorBy?: string;
  readonly where?: readonly string[];
  readonly spread?: string;
  readonly over?: readonly string[];
  readonly factor?: string;
  readonly x?: 'iterations' | 'epochs';
  readonly log?: string;
}

/** What changes a definition's figure, or a panel of one's own. */
export interface Choices {
  /** Values that runs must have. */
  readonly where: Readonly<Record<string, AxisValue>>;
  readonly colorBy?: string;
  readonly xUnit?: NonNullable<CurvePanelSpec['xUnit']>;
  readonly logAxes: readonly ('x' | 'y')[];
}

/** @throws InputError for a `--where` that is no key with one value */
export function choicesOf({ where = [], colorBy, x, log = '' }: PanelOptions): Choices {
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
    ...(x === undefined ? {} : { xUnit: x }),
    logAxes: (['x', 'y'] as const).filter((axis) => log.includes(axis)),
  };
}

/** @throws InputError for options that say nothing without another */
export function requireWhole(options: PanelOptions): void {
  const { metric, event, against, spread, over, factor, x, as } = options;
  if (as === undefined) {
    const alone = (['minimize', 'maximize', 'axes'] as const).find((name) => options[name] !== undefined);
    if (alone !== undefined)
      throw new InputError(`--${alone}: expected --as, the view that it is about, too`);
  } else {
    const other = (
      ['metric', 'event', 'against', 'colorBy', 'where', 'spread', 'over', 'x', 'log'] as const
    ).find((name) => options[name] !== undefined);
    if (other !== undefined) {
      throw new InputError(
        `--as ${as}: expected --minimize, --maximize and --axes beside it, found --${optionName(other)}`,
      );
    }
  }
  if (metric !== undefined && event !== undefined) {
    throw new InputError('plot: expected --metric or --event, found both');
  }
  if (event !== undefined && against === undefined) {
    throw new InputError('--event: expected --against, the axis that its iteration is drawn against, too');
  }
  if (against !== undefined && metric === undefined && event === undefined) {
    throw new InputError('--against: expected --metric or --event, too: what is drawn against it');
  }
  const summary = spread !== undefined ? '--spread' : over !== undefined ? '--over' : undefined;
  if (summary !== undefined && metric === undefined && event === undefined) {
    throw new InputError(`${summary}: expected --metric or --event, too: what runs are summarized by`);
  }
  if (against === undefined && (spread === 'quartiles' || spread === 'points')) {
    throw new InputError(
      `--spread ${spread}: expected --against, too: curves are drawn with the spread range or deviation`,
    );
  }
  if (factor !== undefined && metric === undefined) {
    throw new InputError('--factor: expected --metric, too: what is multiplied');
  }
  if (x !== undefined && against !== undefined) {
    throw new InputError('--x: expected curves, whose axis it is about, found --against');
  }
}

/** As it is written: `color-by`. */
const optionName = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The options in a word or two each, for names of files; empty where none is given. */
export function optionWords({
  as,
  minimize = [],
  maximize = [],
  axes,
  metric,
  event,
  against,
  colorBy,
  where = [],
  spread,
  over = [],
  factor,
  x,
  log,
}: PanelOptions): string[] {
  return [
    ...(as === undefined ? [] : [as]),
    ...minimize,
    ...maximize,
    ...(axes === undefined ? [] : axes.split(',')),
    ...(metric === undefined ? [] : [metric]),
    ...(event === undefined ? [] : [event]),
    ...(against === undefined ? [] : [`against-${against}`]),
    ...(colorBy === undefined ? [] : [`by-${colorBy}`]),
    ...where,
    ...(spread === undefined ? [] : [spread]),
    ...over.map((axis) => `over-${axis}`),
    ...(factor === undefined ? [] : [`times-${factor}`]),
    ...(x === undefined ? [] : [x]),
    ...(log === undefined ? [] : [`log-${log}`]),
  ];
}
