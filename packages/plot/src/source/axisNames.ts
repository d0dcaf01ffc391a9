/** What a figure calls axes and their values: as its definition says, or else by their keys and as they are. */
import type { AxisNames } from '@ranksweep/kinds';
import { axisLabels, pathInWords } from '../words.ts';

export function axisTitle(path: string, names: AxisNames = {}): string {
  return (Object.hasOwn(names, path) ? names[path]!.title : undefined) ?? pathInWords(path);
}

/** Labels of different values; as they are where two have one name. */
export function valueLabels(path: string, values: readonly unknown[], names: AxisNames = {}): string[] {
  const labels = axisLabels(values);
  const { values: words = {} } = Object.hasOwn(names, path) ? names[path]! : {};
  const named = values.map((value, i) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return Object.hasOwn(words, text) ? words[text]! : labels[i]!;
  });
  return new Set(named).size === values.length ? named : labels;
}
