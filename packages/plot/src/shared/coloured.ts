/** What colours of a panel stand for. */
import type { FigurePanel } from '../figure.ts';
import type { Coloured } from './heatScale.ts';

export function colouredIn(panel: FigurePanel): Coloured[] {
  switch (panel.kind) {
    case 'heatmap':
      return [panel];
    case 'parallel':
      return [{ ...panel, cells: panel.lines }];
    case 'scatter': {
      const { valueTitle, scale, points, surface } = panel;
      if (valueTitle === undefined) return [];
      const values = [...points.flatMap(({ value }) => value ?? []), ...Array.from(surface?.values ?? [])];
      return [{ valueTitle, scale, cells: values.map((value) => ({ value })) }];
    }
    default:
      return [];
  }
}
