/** Which columns the table of a sweep's runs has. */
import type { RunColumn } from '@ranksweep/store';

/** Metrics that are shown at first, as far as a sweep has them. */
const usual = ['reconstruction_error', 'train_loss', 'test_error'];

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
    own('stop_reason', 'ended by'),
    ...metrics.map(metricColumn),
    own('error'),
  ];
}

export const usualMetrics = (metrics: readonly string[]): string[] =>
  usual.filter((name) => metrics.includes(name)).slice(0, 2);
