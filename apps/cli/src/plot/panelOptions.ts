/** Options of `ranksweep plot` for what a definition's figure does not draw. */
import { Option, type Command } from 'commander';

/** As long as the program is started for any command, nothing else may be loaded here. */
const EVENTS = ['rise', 'plateau_start', 'plateau_end', 'rank_change', 'converged', 'diverged'];

const VIEWS = ['importance', 'parallel', 'slice', 'contour', 'pareto', 'best', 'boundary'];

/** An option that may be given several times. */
export const collected = (word: string, before: readonly string[] = []): string[] => [...before, word];

export const withPanelOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--as <view>',
        'what the axes of a sweep do to what --minimize or --maximize names; or boundary, where its outcome flips',
      ).choices(VIEWS),
    )
    .addOption(
      new Option(
        '--minimize <metric>',
        'of --as: a final metric, or iterations; pareto takes two (default: what the sweep searches for)',
      ).argParser(collected),
    )
    .addOption(
      new Option('--maximize <metric>', 'of --as: a metric of which more is better').argParser(collected),
    )
    .option(
      '--axes <keys>',
      'of --as: these axes alone, such as init.std,task.observed (default: the most important)',
    )
    .option('--metric <name>', "draw this metric in place of the definition's figure")
    .addOption(
      new Option('--event <kind>', 'draw the iteration of the first such event, against an axis').choices(
        EVENTS,
      ),
    )
    .option(
      '--against <axis>',
      'what runs end with, against a key of their configurations, such as init.std or seed',
    )
    .addOption(
      new Option(
        '--spread <what>',
        'of runs that are drawn as one: range and quartiles around their median, one standard deviation around their mean ' +
          '(default: range at a place of an axis, a curve for each run otherwise)',
      ).choices(['range', 'quartiles', 'deviation', 'points']),
    )
    .addOption(
      new Option(
        '--over <axis>',
        'draw runs as one that differ in this key, as those of several seeds are; may be given several times',
      ).argParser(collected),
    )
    .option('--factor <number>', 'multiply the values of the metric: 0.25 draws a fourth')
    .addOption(
      new Option('--x <unit>', 'of the axis of curves (default: as the figure has it)').choices([
        'iterations',
        'epochs',
      ]),
    )
    .option('--color-by <axis>', 'a colour for every value of this key')
    .addOption(
      new Option('--where <key=value>', 'only runs with this value; may be given several times').argParser(
        collected,
      ),
    )
    .addOption(new Option('--log <axes>', 'logarithmic axes').choices(['x', 'y', 'xy']));
