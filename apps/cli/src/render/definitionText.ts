/** A definition as text: its presets, and for every part what it sets at each of them. */
import { flattenConfig, type SweepDefinition } from '@ranksweep/kinds';
import { cutLines, renderTable } from './table.ts';

type Preset = SweepDefinition['presets'][string];
type Part = Preset['parts'][string];

/** @param columns of the terminal, which tables are cut to; undefined for a pipe */
export function definitionText(
  { name, description, presets }: SweepDefinition,
  columns: number | undefined,
): string {
  const about = Object.entries(presets).map(([preset, { description: text, seeds }]) => [
    preset,
    seeds.join(', '),
    text,
  ]);
  const parts = new Set(Object.values(presets).flatMap((preset) => Object.keys(preset.parts)));
  return [
    `${name}: ${description}`,
    cutLines(renderTable(['preset', 'seeds', 'what it is'], about), columns),
    ...[...parts].map((part) => cutLines(partText(part, presets), columns)),
  ].join('\n\n');
}

function partText(part: string, presets: SweepDefinition['presets']): string {
  const settings = Object.values(presets).map((preset) => settingsOf(preset.parts[part]));
  const paths = new Set(settings.flatMap((one) => [...one.keys()]));
  const rows = [...paths].map((path) => [path, ...settings.map((one) => one.get(path))]);
  const title = Object.values(presets).find((preset) => preset.parts[part]?.description)?.parts[part]
    ?.description;
  const table = renderTable(['key', ...Object.keys(presets)], rows);
  return `Part ${part}${title ? `: ${title}` : ''}\n${table}`;
}

/** Of an axis all its values; none for a part that a preset does not have. */
function settingsOf(part: Part | undefined): Map<string, string> {
  if (part === undefined) return new Map();
  const set = flattenConfig(part.base).map(([path, value]): [string, string] => [path, valueText(value)]);
  const axes = Object.entries(part.axes).map(([path, values]): [string, string] => [
    path,
    `each of ${values.map(valueText).join(', ')}`,
  ]);
  const zip = (part.zip ?? []).map((group) => group.join(' with '));
  return new Map([...set, ...axes, ...(zip.length === 0 ? [] : [['zipped axes', zip.join('\n')] as const])]);
}

/** Exact, to be copied; names, such as those of metrics, one a line. */
function valueText(value: unknown): string {
  if (typeof value === 'string') return value;
  const isNames = Array.isArray(value) && value.every((one) => typeof one === 'string');
  return isNames ? value.join('\n') : JSON.stringify(value);
}
