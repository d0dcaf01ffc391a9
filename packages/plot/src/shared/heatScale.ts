/** Colour scales of heat maps, one for every meaning, and the bars that explain them. */
import type { ScaleKind } from '../figure.ts';
import { wrapText } from '../output/font.ts';
import { clamp, leastOf, mostOf } from '../axes/range.ts';
import { colorBar, fontSize, heatSchemes } from '../style.ts';
import { tickAxis, ticksAcross } from '../axes/ticks.ts';

export interface HeatScale {
  readonly title: string;
  readonly kind: ScaleKind;
  /** Over all panels that share it; positive on a logarithmic scale. */
  readonly domain: readonly [low: number, high: number];
  readonly scheme: string;
  /** Some cell has a finite value. */
  readonly isUsed: boolean;
}

/** What has values as colours. */
export interface Coloured {
  readonly valueTitle: string;
  readonly scale?: ScaleKind | undefined;
  readonly cells: readonly { readonly value: number }[];
}

/** Equal for panels whose colours mean the same. */
export const heatKey = ({ valueTitle, scale }: Pick<Coloured, 'valueTitle' | 'scale'>): string =>
  JSON.stringify([valueTitle, scale ?? 'linear']);

export function heatScalesOf(panels: readonly Coloured[]): Map<string, HeatScale> {
  const drawn = panels.filter((panel) => panel.cells.length > 0);
  const scales = [...Map.groupBy(drawn, heatKey)].map(([key, alike], i): [string, HeatScale] => {
    const { valueTitle: title, scale: kind = 'linear' } = alike[0]!;
    const values = alike.flatMap((panel) => panel.cells.map((cell) => cell.value)).filter(Number.isFinite);
    const scheme = heatSchemes[i % heatSchemes.length]!;
    return [key, { title, kind, domain: domainOf(values, kind), scheme, isUsed: values.length > 0 }];
  });
  return new Map(scales);
}

function domainOf(values: readonly number[], kind: ScaleKind): [low: number, high: number] {
  const shown = kind === 'log' ? values.filter((value) => value > 0) : values;
  if (shown.length === 0) return kind === 'log' ? [0.1, 1] : [0, 1];
  const low = leastOf(shown);
  const high = mostOf(shown);
  // A single value has a colour, too.
  if (low === high) return kind === 'log' ? [low, 10 * low] : [low, low + 1];
  return [low, high];
}

/** A value that is not positive has the lowest colour of a logarithmic scale. */
export function onScale(value: number, { domain: [least, most] }: HeatScale): number {
  return clamp(value, { least, most });
}

/** The `scale` of a `fill` channel. */
export function fillScale({ kind, domain, scheme }: HeatScale): object {
  return { ...axisScale(kind, domain), scheme };
}

const axisScale = (kind: ScaleKind, domain: HeatScale['domain']): object => ({
  type: kind,
  domain,
  nice: false,
  ...(kind === 'linear' ? { zero: false } : {}),
});

const STEPS = 96;

/** The bar as a Vega-Lite unit: a strip of the scale's colours with an axis below. */
export function colorBarSpec(scale: HeatScale, width: number): object {
  const { kind, domain, title } = scale;
  const [low, high] = domain;
  const at = (share: number): number =>
    kind === 'log' ? low * (high / low) ** share : low + share * (high - low);
  // Every step reaches to the end and is painted over by the next: no seams.
  const values = Array.from({ length: STEPS }, (_, i) => ({
    from: at(i / STEPS),
    to: high,
    value: onScale(at(i / (STEPS - 1)), scale),
  }));
  const ticks = ticksAcross({ kind, low, high, pixels: width, isWhole: isWhole(scale) });
  return {
    width,
    height: colorBar.height,
    data: { values },
    mark: { type: 'rect' },
    encoding: {
      x: {
        field: 'from',
        type: 'quantitative',
        scale: axisScale(kind, domain),
        axis: {
          title: wrapText(title, width, fontSize.legend),
          titleFontSize: fontSize.legend,
          grid: false,
          domain: false,
          labelFlush: false,
          ...tickAxis(ticks),
        },
      },
      x2: { field: 'to' },
      fill: { field: 'value', type: 'quantitative', scale: fillScale(scale), legend: null },
    },
  };
}

/** Between whole numbers, such as counts, ticks at fractions would say nothing. */
const isWhole = ({ domain }: HeatScale): boolean => domain.every(Number.isInteger);
