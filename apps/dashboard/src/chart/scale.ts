/** Where values lie on an axis, whatever their magnitude. */

export type ScaleKind = 'linear' | 'log';

export interface Scale {
  readonly kind: ScaleKind;
  readonly low: number;
  readonly high: number;
  /** From 0 at `low` to 1 at `high`; values beyond lie at the ends, NaN is NaN. */
  share(value: number): number;
}

/** `low` < `high`, finite, and positive on a logarithmic scale. */
export function axisScale(kind: ScaleKind, low: number, high: number): Scale {
  return { kind, low, high, share: kind === 'log' ? logShare(low, high) : linearShare(low, high) };
}

/** Divides first: a difference of large values overflows, one of tiny values loses its digits. */
function linearShare(low: number, high: number): Scale['share'] {
  const size = Math.max(Math.abs(low), Math.abs(high));
  const begin = low / size;
  const span = high / size - begin;
  return (value) => {
    if (value <= low) return 0;
    if (value >= high) return 1;
    return (value / size - begin) / span;
  };
}

function logShare(low: number, high: number): Scale['share'] {
  const begin = Math.log(low);
  const span = Math.log(high) - begin;
  return (value) => {
    if (value <= low) return 0;
    if (value >= high) return 1;
    return (Math.log(value) - begin) / span;
  };
}

/** The nearest of `count` places, of which the first and the last lie at the ends of the scale. */
export function placeOn(scale: Scale, count: number): (value: number) => number {
  return (value) => Math.round(scale.share(value) * (count - 1));
}
