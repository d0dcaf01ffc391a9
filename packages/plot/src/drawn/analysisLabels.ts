/** Words left of an analysis panel, which needs room for them. */
import type { AnalysisPanel } from '../figure.ts';
import { plotHeightRange } from '../style.ts';
import { planeExtent, ticksOfPlane } from './planeAxis.ts';

export function analysisLabels(panel: AnalysisPanel): string[] {
  switch (panel.kind) {
    case 'bars':
      return panel.bars.map(({ label }) => label);
    case 'scatter':
      // The highest plot has the most ticks, and so the longest labels.
      return ticksOfPlane(panel.y, planeExtent(panel, 'y'), {
        pixels: plotHeightRange.most,
        direction: 'up',
      }).map(({ label }) => label);
    case 'parallel':
      return [];
  }
}
