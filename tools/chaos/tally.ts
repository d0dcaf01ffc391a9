/** What is counted over all rounds, and how it is told. */
import { count, type Finding } from './database/finding.ts';

export interface Tally {
  rounds: number;
  compared: number;
  /** By what was hit. */
  readonly kills: Map<string, number>;
  readonly findings: Finding[];
}

export const emptyTally = (): Tally => ({ rounds: 0, compared: 0, kills: new Map(), findings: [] });

export const killCount = ({ kills }: Tally): number => [...kills.values()].reduce((sum, n) => sum + n, 0);

export function summary(tally: Tally): string {
  const { kills, findings } = tally;
  const byKind = [...kills]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, n]) => `${String(n).padStart(6)}  ${what}`);
  return [
    `${killCount(tally)} kills:`,
    ...byKind,
    `${tally.rounds} rounds, ${tally.compared} rows compared: ${verdict(findings)}`,
  ].join('\n');
}

export const verdict = (findings: readonly Finding[]): string =>
  `${count(findings, 'lost')} rows lost, ${count(findings, 'doubled')} doubled, ${count(findings, 'changed')} changed, ` +
  `${count(findings, 'stuck')} runs stuck, ${count(findings, 'damaged')} files damaged`;
