/** What is counted over all rounds, and how it is told. */
import { count, type Finding } from './database/finding.ts';
import type { Suffered } from './round.ts';

export interface Tally {
  /** The one that goes on included. */
  rounds: number;
  compared: number;
  /** How many processes, by what hit them; a process may be hit more than once. */
  readonly hits: Map<string, number>;
  readonly findings: Finding[];
}

export const emptyTally = (): Tally => ({ rounds: 0, compared: 0, hits: new Map(), findings: [] });

export function addProcess(tally: Tally, { hits, compared, findings }: Suffered): void {
  for (const hit of hits) tally.hits.set(hit, (tally.hits.get(hit) ?? 0) + 1);
  tally.compared += compared;
  tally.findings.push(...findings);
}

export const hitCount = ({ hits }: Tally): number => [...hits.values()].reduce((sum, n) => sum + n, 0);

export function summary(tally: Tally): string {
  const byKind = [...tally.hits]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, n]) => `${String(n).padStart(6)}  ${what}`);
  return [
    `${hitCount(tally)} hits:`,
    ...byKind,
    `${tally.rounds} rounds, ${tally.compared} rows compared: ${verdict(tally.findings)}`,
  ].join('\n');
}

export const verdict = (findings: readonly Finding[]): string =>
  `${count(findings, 'lost')} rows lost, ${count(findings, 'doubled')} doubled, ${count(findings, 'changed')} changed, ` +
  `${count(findings, 'stuck')} runs stuck, ${count(findings, 'damaged')} files damaged`;
