/** Names of `builtInDefinitions`, for whoever waits for a key: to load and check the definitions takes longer. */
export const builtInNames = [
  'dynamics',
  'nodes',
  'sensing',
  'tensor-rank',
  'tensor-rank-variants',
  'depth',
  'order',
  'trees',
  'growth-exponents',
  'rank-one',
  'phase-diagram',
  'natural-rank',
  'natural-rank-trees',
  'natural-rank-levels',
  'natural-rank-images',
] as const;
