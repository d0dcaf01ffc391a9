/** Bars to the right with whiskers, each with its label to the left and its value at its end. */
import type { BarPanel } from '../figure.ts';
import type { Shared } from '../shared/shared.ts';
import { bar, barWhisker, fontSize, ink } from '../style.ts';
import { tickAxis, ticksAcross } from '../axes/ticks.ts';

export function barLayers({ bars, xTitle }: BarPanel, { plotWidth, labelWidth }: Shared): object[] {
  const high = Math.max(1e-9, ...bars.map((one) => Math.max(one.value, one.high)));
  const ticks = ticksAcross({ kind: 'linear', low: 0, high, pixels: plotWidth });
  const x = {
    field: 'value',
    type: 'quantitative',
    scale: { domain: [0, high], nice: false },
    axis: { title: xTitle, ...tickAxis(ticks), labelFlush: false },
  };
  const y = {
    field: 'label',
    type: 'ordinal',
    scale: { domain: bars.map(({ label }) => label), padding: 0.25 },
    axis: {
      title: null,
      ticks: false,
      domain: false,
      minExtent: labelWidth,
      maxExtent: labelWidth,
      labelLimit: 0,
    },
  };
  const values = bars.map(({ label, value, low, high: most }) => ({
    label,
    value,
    low: Math.max(0, low),
    high: most,
    text: value.toFixed(2),
  }));
  return [
    { data: { values }, mark: { type: 'bar', ...bar }, encoding: { x, y } },
    {
      data: { values },
      mark: { type: 'rule', ...barWhisker },
      encoding: { x: { ...x, field: 'low' }, x2: { field: 'high' }, y },
    },
    {
      data: { values: values.map((one) => ({ ...one, value: one.high })) },
      mark: { type: 'text', align: 'left', dx: 4, color: ink.text, fontSize: fontSize.tick },
      encoding: { x, y, text: { field: 'text', type: 'nominal' } },
    },
  ];
}
