/** A definition as text: its presets, and for every part what it sets at each of them. */
import { flattenConfig, withoutIdleDefaults, type SweepDefinition } from '@ranksweep/kinds';
import { paint } from './colors.ts';
import { terminalTable, type Fit } from './terminalTable.ts';

type Preset = SweepDefinition['presets'][string];
type Part = Preset['parts'][string];

export function definitionText({ name, description, presets }: SweepDefinition, fit: Fit = {}): string {
  const about = Object.entries(presets).map(([preset, { description: text, seeds }]) => [
    preset,
    seeds.join(', '),
    text,
  ]);
  const parts = new Set(Object.values(presets).flatMap((preset) => Object.keys(preset.parts)));
  return [
    `${paint('bold', name)}: ${description}`,
    terminalTable(['preset', 'seeds', 'what it is'], about, fit),
    ...[...parts].map((part) => partText(part, presets, fit)),
  ].join('\n\n');
}

function partText(part: string, presets: SweepDefinition['presets'], fit: Fit): string {
  const settings = Object.values(presets).map((preset) => settingsOf(preset.parts[part]));
  const paths = new Set(settings.flatMap((one) => [...one.keys()]));
  const rows = [...paths].map((path) => [path, ...settings.map((one) => one.get(path))]);
  const title = Object.values(presets).find((preset) => preset.parts[part]?.description)?.parts[part]
    ?.description;
  const table = terminalTable(['key', ...Object.keys(presets)], rows, fit);
  return `${paint('bold', `Part ${part}`)}${title ? `: ${title}` : ''}\n${table}`;
}

/** Of an axis all its values; none for a part that a preset does not have. */
function settingsOf(part: Part | undefined): Map<string, string> {
  if (part === undefined) return new Map();
  const base = withoutIdleDefaults(part.base, Object.keys(part.axes));
  const set = flattenConfig(base).map(([path, value]): [string, string] => [path, valueText(value)]);
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
