/** What a caption must tell of runs that are drawn, but did not end as they should have. */
import type { CurvePanel, Figure } from '../figure.ts';
import type { RunState } from '../figureSource.ts';
import type { PanelLines } from '../drawn/panelLines.ts';

/** In the order in which they are told; a run that is done is not. */
const told: readonly { readonly states: readonly RunState[]; words(count: number): string }[] = [
  { states: ['diverged'], words: () => 'diverged' },
  { states: ['failed'], words: () => 'failed' },
  { states: ['cancelled'], words: (count) => (count === 1 ? 'was cancelled' : 'were cancelled') },
  { states: ['skipped'], words: (count) => (count === 1 ? 'was skipped' : 'were skipped') },
  { states: ['pruned'], words: (count) => (count === 1 ? 'was pruned' : 'were pruned') },
  { states: ['pending', 'running'], words: (count) => (count === 1 ? 'has not ended' : 'have not ended') },
];

export function runNotes({ runs = [] }: Figure, lines: ReadonlyMap<CurvePanel, PanelLines>): string[] {
  const parts = told.flatMap(({ states, words }) => {
    const count = runs.filter(({ status }) => status !== undefined && states.includes(status)).length;
    return count === 0 ? [] : [{ count, verb: words(count) }];
  });
  if (parts.length === 0) return [];
  const isCrossed = [...lines.values()].some(({ thin, bold }) =>
    [...thin, ...bold].some(({ isDiverged }) => isDiverged),
  );
  return [
    sentence(parts, runs.length),
    ...(isCrossed ? ['Crosses: the last finite values of runs that diverged.'] : []),
  ];
}

interface Part {
  readonly count: number;
  readonly verb: string;
}

/** `Of 9 runs, 6 diverged and 1 failed.`, `All 9 runs were cancelled.`, `The run failed.` */
function sentence(parts: readonly Part[], runs: number): string {
  const [first] = parts;
  if (first!.count === runs) return `${runs === 1 ? 'The run' : `All ${runs} runs`} ${first!.verb}.`;
  const told = parts.map(({ count, verb }) => `${count} ${verb}`);
  const last = told.pop()!;
  return `Of ${runs} runs, ${told.length === 0 ? '' : `${told.join(', ')} and `}${last}.`;
}
