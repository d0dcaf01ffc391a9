/**
 * Names of metrics as users write them and columns have them. A name is a stem. For some metrics, a part of the network follows
 * in braces: a set of modes or a factor. Columns of ranked metrics end with a rank, 1 being the largest. Examples: `train_loss`,
 * `singular_value{1,2}`, `weight_vector_norm{factor_2}`, `component_norm_1`. If several nodes have the same modes, the height of
 * the node follows them: `local_component_norm{5,6@2}`.
 */
import { InputError } from '../config/errors.ts';
import { listed, shownWord } from '../config/expectation.ts';
import { modeSetName } from '../modeTree/modeTree.ts';

export interface MetricRequest {
  /** The request as it was written. */
  readonly text: string;
  readonly stem: string;
  /** The part with its braces as columns have it, modes ascending: `{1,2}`, `{factor_2}`. */
  readonly part?: string;
  /** The modes, if the part is a set of modes: numbered from 1, in the order written. */
  readonly modes?: readonly number[];
  /** The height, if several nodes have these modes. */
  readonly height?: number;
}

/** Text of another form than `stem{part}` is all stem: whether there is such a metric, its family says. */
export function parseRequest(text: string): MetricRequest {
  const match = /^(\w+?)\{(?:(\d+(?:,\d+)*)(?:@(\d+))?|([a-z]\w*))\}(_\d+)?$/.exec(text);
  if (!match) return { text, stem: text };
  const [, stem, numbers, level, factor] = match;
  if (numbers === undefined) return { text, stem: stem!, part: `{${factor}}` };
  const modes = numbers.split(',').map(Number);
  if (level === undefined) return { text, stem: stem!, part: modeSetName(modes), modes };
  const height = Number(level);
  return { text, stem: stem!, part: modeSetName(modes, height), modes, height };
}

/**
 * The parts that a request names: one, or all if it names none.
 * @param kind what the parts are, for the error message
 * @throws InputError if there is no such part
 */
export function requestedParts<Part extends { readonly name: string }>(
  { text, part }: MetricRequest,
  parts: readonly Part[],
  kind: string,
): readonly Part[] {
  const chosen = part === undefined ? parts : parts.filter(({ name }) => name === part);
  if (chosen.length === 0) {
    throw new InputError(
      `record.metrics: expected ${kind} (${listed(
        parts.map(({ name }) => name),
        ' ',
      )}), found '${shownWord(text)}'`,
    );
  }
  return chosen;
}

/** @throws InputError */
export function requireNoPart({ text, stem, part }: MetricRequest): void {
  if (part !== undefined) {
    throw new InputError(
      `record.metrics: expected nothing in braces behind '${stem}', found '${shownWord(text)}'`,
    );
  }
}

/** The stem of a ranked column and its rank from 1, or undefined: `component_norm_2` -> `component_norm`, 2. */
export function rankedName(name: string): { readonly stem: string; readonly rank: number } | undefined {
  const match = /^(.*)_(\d+)$/.exec(name);
  return match ? { stem: match[1]!, rank: Number(match[2]) } : undefined;
}
