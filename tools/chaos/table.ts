/** Tries every fault, and writes down what came of it: docs/RELIABILITY.md. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RandomStream } from '@ranksweep/core';
import { describe } from './database/finding.ts';
import { faults } from './faults/faults.ts';
import { reliabilityPage } from './page.ts';
import { REPOSITORY } from './program.ts';
import { withTwin } from './session.ts';
import { verdict } from './tally.ts';
import { tryFault, type Trials } from './tryFault.ts';

const PAGE = join(REPOSITORY, 'docs', 'RELIABILITY.md');

export interface TableOptions {
  readonly seed: number;
  readonly keep: boolean;
  /** How often each fault is tried. */
  readonly times: number;
  /** A part of names: only these are tried, and no page is written. */
  readonly only: string | undefined;
}

/** @returns the exit status: 1 when something was found */
export const writeTable = ({ only, ...options }: TableOptions): Promise<number> =>
  withTwin(options, async (twin, folder) => {
    const random = new RandomStream(options.seed, 'table');
    const all: Trials[] = [];
    for (const fault of faults.filter(({ name }) => only === undefined || name.includes(only))) {
      const reason = fault.missing?.();
      if (reason !== undefined) {
        console.log(`${fault.name}: not tried, ${reason}`);
        continue;
      }
      const trials = await tryFault(fault, { ...options, twin, random, folder });
      all.push(trials);
      const { tried, tally, seen } = trials;
      console.log(
        `${fault.name}: ${tried} times, ${tally.compared} rows compared: ${verdict(tally.findings)}`,
      );
      console.log(`  ${seen}`);
      if (tally.findings.length > 0) console.log(describe(tally.findings));
    }
    if (only === undefined) writeFileSync(PAGE, await reliabilityPage(all));
    return all.every(({ tally, tried }) => tally.findings.length === 0 && tried > 0);
  });
