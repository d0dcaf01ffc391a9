/** Studies of functions, without any run. */
import type { SearchSpec } from '@ranksweep/kinds';
import { Study } from '../../src/study/study.ts';
import type { AskedTrial } from '../../src/study/suggestions.ts';

export const unitSpace = (dimensions: number): SearchSpec['space'] =>
  Object.fromEntries(Array.from({ length: dimensions }, (_, d) => [`x${d}`, { from: 0, to: 1 }]));

export const searchOf = (search: Partial<SearchSpec>): SearchSpec => ({
  minimize: 'loss',
  trials: 40,
  seed: 0,
  parallel: 1,
  summary: 'median',
  sampler: 'tpe',
  space: unitSpace(2),
  ...search,
});

export const studyOf = (search: Partial<SearchSpec> = {}): Study =>
  new Study({ part: 'p', base: {}, search: searchOf(search) });

export type Loss = (cell: AskedTrial['cell']) => number;

/** A bowl whose minimum is off the middle. */
export const bowl: Loss = (cell) =>
  Object.values(cell).reduce<number>((sum, x) => sum + (Number(x) - 0.3) ** 2, 0);

/**
 * Makes all trials of a study.
 * @param pick which of so many trials that are under way ends next. Default: the first
 */
export function trialsOf(
  study: Study,
  loss: Loss = bowl,
  pick: (underWay: number) => number = () => 0,
): (AskedTrial & { readonly loss: number })[] {
  const trials: (AskedTrial & { readonly loss: number })[] = [];
  const underWay: AskedTrial[] = [];
  while (!study.isOver) {
    for (let trial = study.ask(); trial !== undefined; trial = study.ask()) underWay.push(trial);
    if (underWay.length === 0) break;
    const [trial] = underWay.splice(pick(underWay.length), 1);
    trials.push({ ...trial!, loss: loss(trial!.cell) });
    study.tell(trial!.number, loss(trial!.cell));
  }
  return trials.toSorted((a, b) => a.number - b.number);
}

export const bestOf = (trials: readonly { readonly loss: number }[]): number =>
  trials.reduce((least, { loss }) => Math.min(least, loss), Infinity);

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
