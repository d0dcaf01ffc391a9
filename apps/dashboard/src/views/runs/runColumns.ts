/** Which columns the table of a sweep's runs has, and what they show. */
import type { RunColumn, RunSummary } from '@ranksweep/store';
import type { Cell } from '../../table.ts';
import { lineText, statusCell, valueText } from '../../words.ts';

/** Metrics that are shown at first, as far as a sweep has them. */
const usual = ['reconstruction_error', 'train_loss', 'test_error', 'test_accuracy'];

export interface NamedColumn {
  readonly column: RunColumn;
  readonly head: string;
}

const own = (name: Extract<RunColumn, { kind: 'run' }>['name'], head: string = name): NamedColumn => ({
  column: { kind: 'run', name },
  head,
});

/** Axes of some part, in their order. */
export function axesOf(spec: unknown): string[] {
  const { parts } = (spec ?? {}) as { parts?: Readonly<Record<string, { axes?: object } | undefined>> };
  const paths = Object.values(parts ?? {}).flatMap((part) => Object.keys(part?.axes ?? {}));
  return [...new Set(paths)].filter((path) => path !== 'seed');
}

const metricColumn = (name: string): NamedColumn => ({ column: { kind: 'final', name }, head: name });

/** @param metrics to show the last values of */
export function columnsOf(axes: readonly string[], metrics: readonly string[]): NamedColumn[] {
  return [
    own('id', 'run'),
    own('part'),
    ...axes.map((path): NamedColumn => ({ column: { kind: 'param', name: path }, head: path })),
    own('seed'),
    own('status'),
    own('iterations', 'iteration'),
    ...metrics.map(metricColumn),
    own('stop_reason', 'ended by'),
    own('error'),
  ];
}

export const usualMetrics = (metrics: readonly string[]): string[] =>
  usual.filter((name) => metrics.includes(name)).slice(0, 2);

/** A row as it is shown. */
export const cellsOf = (columns: readonly NamedColumn[], { status, values }: RunSummary): Cell[] =>
  values.map((value, c): Cell => {
    if (columns[c]!.column.name === 'status') return statusCell(status);
    return { text: typeof value === 'string' ? lineText(value) : valueText(value) };
  });
