/** What a caption must add about panels that tell of axes. */
import type { AnalysisPanel } from '../figure.ts';

export function analysisNotes(panels: readonly AnalysisPanel[]): string[] {
  const isLost = panels.some(
    (panel) => panel.kind === 'scatter' && panel.points.some(({ y }) => !Number.isFinite(y)),
  );
  return isLost ? ['Crosses above: no finite value.'] : [];
}
