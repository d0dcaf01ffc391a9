/** What searches and boundaries of a sweep may ask for, told before anything is run. */
import { listed, type RunConfig } from '@ranksweep/core';
import { linesOf, rungsOfRun, type SearchAxis, type SearchSpec } from '@ranksweep/kinds';
import type { ExpandedSweep } from '@ranksweep/sweep';
import { countOf, formatNumber } from '@ranksweep/text';
import { terminalTable } from './terminalTable.ts';

export interface SearchPlan {
  /** The space of a search, and a sentence for every part that has one or looks for a boundary. None where no part does. */
  readonly lines: readonly string[];
  /** Parts that look for something. */
  readonly parts: number;
  /** Runs that they ask for, at most. */
  readonly runs: number;
}

export function searchPlan({ spec: { parts }, examples }: ExpandedSweep): SearchPlan {
  const planned = Object.entries(parts).flatMap(([part, spec]) => {
    const { search, boundary, seeds } = spec;
    if (boundary !== undefined) {
      const what = `to find where ${boundary.outcome} flips along ${boundary.along}, for each combination of the other axes`;
      return [
        {
          runs: boundary.trials * linesOf(spec, boundary).length,
          lines: [`Part ${part}: at most ${countOf(boundary.trials, 'run')} ${what}.`],
        },
      ];
    }
    if (search === undefined) return [];
    const runs = search.trials * seeds.length;
    const { config } = examples.find((example) => example.part === part)!;
    const trials = `${countOf(search.trials, 'trial')} of ${countOf(seeds.length, 'seed')}, at most ${countOf(runs, 'run')}`;
    const lines = [
      spaceTable(search),
      `Part ${part}: ${trials}, by ${search.sampler}${rungsText(search, config)}.`,
    ];
    return [{ runs, lines }];
  });
  return {
    lines: planned.flatMap(({ lines }) => lines),
    parts: planned.length,
    runs: planned.reduce((sum, { runs }) => sum + runs, 0),
  };
}

function spaceTable({ space, zip = [], constraints = [] }: SearchSpec): string {
  const all = [
    ...Object.entries(space).map(([path, axis]) => [path, valuesText(axis), axis.when ?? '']),
    ...zip.map((group) => ['zipped axes', group.join(' with '), '']),
    ...constraints.map((constraint) => ['constraint', constraint, '']),
  ];
  const isConditional = all.some(([, , when]) => when !== '');
  const columns = isConditional ? 3 : 2;
  return terminalTable(
    ['axis', 'values', 'when'].slice(0, columns),
    all.map((row) => row.slice(0, columns)),
  );
}

/** `0.001 to 10, by ratios` */
function valuesText({ choices, from, to, log, integer }: SearchAxis): string {
  if (choices !== undefined) {
    return choices.map((choice) => (typeof choice === 'string' ? choice : JSON.stringify(choice))).join(', ');
  }
  const kinds = [...(integer ? ['integers'] : []), ...(log ? ['by ratios'] : [])];
  return [`${formatNumber(from!)} to ${formatNumber(to!)}`, ...kinds].join(', ');
}

const rungsText = ({ pruner }: SearchSpec, config: RunConfig): string =>
  pruner === undefined ? '' : `, with ${pruner.kind} at ${listed(rungsOfRun(pruner, config).map(String))}`;
