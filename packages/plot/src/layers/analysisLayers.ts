/** Panels that tell of the axes of a search, as Vega-Lite layers. */
import type { AnalysisPanel } from '../figure.ts';
import type { Shared } from '../shared/shared.ts';
import { barLayers } from './barLayers.ts';
import { parallelLayers } from './parallelLayers.ts';
import { scatterLayers } from './scatterLayers.ts';

export function analysisLayers(panel: AnalysisPanel, shared: Shared): object[] {
  switch (panel.kind) {
    case 'scatter':
      return scatterLayers(panel, shared);
    case 'bars':
      return barLayers(panel, shared);
    case 'parallel':
      return parallelLayers(panel, shared);
  }
}
