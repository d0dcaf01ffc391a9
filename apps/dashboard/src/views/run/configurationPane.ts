/** What a run was asked for, who has worked on it, and how to have it again. */
import { flattenConfig } from '@ranksweep/kinds';
import type { AttemptRow } from '@ranksweep/store';
import { formatDuration } from '@ranksweep/text';
import type { Line } from '../../chart/index.ts';
import { textLine } from '../../table.ts';
import { lineText } from '../../words.ts';
import { cellCommand, showCommand, wholeCommand, type Command } from './commands.ts';
import { commandLines, flowed, wrapped } from '../../wrapping.ts';
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
  return [heading('Error'), ...errorText(error, width), textLine('')];
}

function parameterLines({ row }: RunFacts, width: number): Line[] {
  if (row.damage !== undefined) return [heading('Parameters'), ...errorText(row.damage, width)];
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
  const lines = attempts.flatMap((attempt) => {
    const { number, lane, device, engine, host, startedAt, outcome, error } = attempt;
    const words = [
      `${number}`,
      `${outcome ?? 'not ended'}`,
      `${timeText(startedAt)}${tookText(attempt)}`,
      `${lane} on ${host}`,
      `${engine} on ${device}`,
    ];
    return [
      ...indented(
        flowed(
          words.map((word) => ({ text: lineText(word) })),
          width - 2,
        ),
      ),
      ...(error === null ? [] : errorText(error, width)),
    ];
  });
  return [heading('Attempts'), ...(lines.length > 0 ? lines : [textLine('  none yet', { dim: true })])];
}

function tookText({ startedAt, endedAt }: AttemptRow): string {
  const ms = Date.parse(endedAt ?? '') - Date.parse(startedAt);
  return ms >= 0 ? `, ${formatDuration(ms)}` : '';
}

const indented = (lines: readonly Line[]): Line[] => lines.map((line) => [{ text: '  ' }, ...line]);

const errorText = (error: string, width: number): Line[] =>
  indented(wrapped(lineText(error), width - 2).map((text) => textLine(text, { color: 4 })));

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
