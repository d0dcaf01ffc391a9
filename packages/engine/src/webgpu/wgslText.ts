/** Loops that are written out in the text of a kernel. */

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

export const lines = <Item>(items: readonly Item[], line: (item: Item) => string): string =>
  items.map(line).join('\n');
