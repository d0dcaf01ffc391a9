/** What a run was asked for, who has worked on it, and how to have it again. */
import { flattenConfig } from '@ranksweep/core';
import type { AttemptRow } from '@ranksweep/store';
import type { Line } from '../../chart/index.ts';
import { tableLines, textLine } from '../../table.ts';
import { lineText, valueText } from '../../words.ts';
import { cellCommand, showCommand, wholeCommand, type Command } from './commands.ts';
import { commandLines, wrapped } from './wrapping.ts';
import type { Pane } from './pane.ts';
import type { RunFacts } from './runState.ts';
import { textPane } from './textPane.ts';

export const configurationPane = (db: string): Pane =>
  textPane('Configuration', (facts, width) => [
    ...errorLines(facts, width),
    ...parameterLines(facts, width),
    textLine(''),
    ...attemptLines(facts.attempts, width),
    textLine(''),
    ...reproductionLines(facts, db, width),
  ]);

const heading = (text: string): Line => textLine(text, { bold: true });

function errorLines({ row: { error } }: RunFacts, width: number): Line[] {
  if (error === null) return [];
  const lines = wrapped(lineText(error), width - 2).map((text) => textLine(`  ${text}`, { color: 4 }));
  return [heading('Error'), ...lines, textLine('')];
}

function parameterLines({ row }: RunFacts, width: number): Line[] {
  const leaves = flattenConfig(row.config).map(([path, value]) => `${path} = ${parameterText(value)}`);
  const others = [`trajectory_hash = ${row.trajectoryHash}`, `arithmetic = ${row.arithmetic}`];
  return [
    heading('Parameters'),
    ...[...leaves, ...others].flatMap((leaf) =>
      wrapped(lineText(leaf), width - 2).map((text) => textLine(`  ${text}`)),
    ),
  ];
}

const parameterText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function attemptLines(attempts: readonly AttemptRow[], width: number): Line[] {
  if (attempts.length === 0) return [heading('Attempts'), textLine('  none yet', { dim: true })];
  const heads = ['attempt', 'lane', 'device', 'engine', 'host', 'started', 'outcome', 'error'];
  const rows = attempts.map(({ number, lane, device, engine, host, startedAt, outcome, error }) =>
    [number, lane, device, engine, host, timeText(startedAt), outcome ?? 'running', error].map((value) => ({
      text: typeof value === 'string' ? lineText(value) : valueText(value),
    })),
  );
  return tableLines({ width, columns: heads.map((head) => ({ head })), rows });
}

/** To the second; in UTC, as it is stored. */
const timeText = (timestamp: string): string => timestamp.replace(/T(.*?)(\.\d+)?Z$/, ' $1Z');

function reproductionLines(facts: RunFacts, db: string, width: number): Line[] {
  const part = (title: string, command: Command | undefined): Line[] =>
    command === undefined
      ? []
      : [heading(title), ...commandLines(command, width).map((text) => textLine(text)), textLine('')];
  return [
    ...part('Show it', showCommand(facts, db)),
    ...part('Its cell and seed, of the definition as it is now', cellCommand(facts, db)),
    ...part('The same, every parameter as it was', wholeCommand(facts, db)),
  ];
}
