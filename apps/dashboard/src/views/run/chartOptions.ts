/** How a run's trajectories are drawn, and the keys that change it. */
import type { KeyHelp } from '../../view.ts';
import type { FamilyKind } from './families.ts';

/** What is dotted beside the measured curves. */
export type Beside = 'nothing' | 'theory' | 'seeds';

/** What charts of one run and of several have in common. */
export interface ScaleOptions {
  /** Curves drawn of a ranked metric. */
  top: number;
  /** Families whose values are on a logarithmic axis. */
  readonly logValues: Set<FamilyKind>;
  logIterations: boolean;
}

export interface ChartOptions extends ScaleOptions {
  beside: Beside;
  events: boolean;
}

export const initialOptions = (): ChartOptions => ({
  top: 5,
  logValues: new Set(['losses', 'errors']),
  logIterations: false,
  beside: 'theory',
  events: true,
});

const MOST_CURVES = 99;

export const optionKeys: readonly KeyHelp[] = [
  { keys: '+-', does: 'ranks' },
  { keys: 'y', does: 'log values' },
  { keys: 'x', does: 'log iterations' },
  { keys: 't', does: 'theory' },
  { keys: 's', does: 'other seeds' },
  { keys: 'e', does: 'events' },
];

/** @returns whether the key is one of an option; `kind` is that of the first chart */
export function pressOption(options: ChartOptions, key: string, kind: FamilyKind): boolean {
  const { beside } = options;
  switch (key) {
    case 't':
      options.beside = beside === 'theory' ? 'nothing' : 'theory';
      return true;
    case 's':
      options.beside = beside === 'seeds' ? 'nothing' : 'seeds';
      return true;
    case 'e':
      options.events = !options.events;
      return true;
    default:
      return pressScaleOption(options, key, kind);
  }
}

/** The same, for what all charts have. */
export function pressScaleOption(options: ScaleOptions, key: string, kind: FamilyKind): boolean {
  const { logValues } = options;
  switch (key) {
    case '+':
    case '=':
      options.top = Math.min(MOST_CURVES, options.top + 1);
      return true;
    case '-':
      options.top = Math.max(1, options.top - 1);
      return true;
    case 'y':
      if (!logValues.delete(kind)) logValues.add(kind);
      return true;
    case 'x':
      options.logIterations = !options.logIterations;
      return true;
    default:
      return false;
  }
}
