/** What a definition's figure shows of a part as a heat map: where a look at it begins. */
import type { ScaleKind } from '../../chart/index.ts';

export interface PanelChoice {
  readonly x: string;
  readonly y: string;
  /** Empty where it does not show final values of one. */
  readonly metric: string;
  readonly scale: ScaleKind;
}

/** The first heat map of the part; the specification comes from a file that anybody may have written. */
export function panelOf(spec: unknown, part: string): PanelChoice | undefined {
  const panels = at(at(spec, 'figure'), 'panels');
  if (!Array.isArray(panels)) return undefined;
  const panel: unknown = panels.find((one) => at(one, 'kind') === 'heatmap' && at(one, 'part') === part);
  const [x, y] = [at(panel, 'x'), at(panel, 'y')];
  if (typeof x !== 'string' || typeof y !== 'string') return undefined;
  const value = at(panel, 'value');
  const metric = at(value, 'kind') === 'final' ? at(value, 'metric') : '';
  return {
    x,
    y,
    metric: typeof metric === 'string' ? metric : '',
    scale: at(panel, 'scale') === 'log' ? 'log' : 'linear',
  };
}

const at = (group: unknown, key: string): unknown =>
  typeof group === 'object' && group !== null ? (group as Record<string, unknown>)[key] : undefined;
