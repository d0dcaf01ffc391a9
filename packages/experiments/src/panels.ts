/** Panels that several experiments' figures share. */
import { ROOT, type CurvePanelInput, type PanelInput } from './common.ts';

/** The largest values of a norm, with the theory's prediction dashed. */
export const normPanel = (
  title: string,
  part: string,
  norm: string,
  options: Partial<CurvePanelInput> = {},
): CurvePanelInput => ({
  title,
  part,
  metric: norm,
  theory: `predicted_${norm}`,
  yTitle: norm.replace(/\{.*/, '').replaceAll('_', ' '),
  ...options,
});

/** The three factorizations side by side. */
export const factorizationPanels = (matrix: string, tensor: string, hierarchical: string): PanelInput[] => [
  normPanel('Matrix factorization', matrix, 'singular_value'),
  normPanel('Tensor factorization', tensor, 'component_norm'),
  normPanel('Hierarchical tensor factorization', hierarchical, `local_component_norm${ROOT}`),
];
