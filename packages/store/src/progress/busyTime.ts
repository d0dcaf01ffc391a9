/** For how long lanes have worked in the last minute, and how much they did at a time. */

/** What is recent: longer ago, other lanes may have been at work. */
export const WINDOW_MS = 60_000;
/** Lanes that rest for so long between two runs are still at work: they claim the next one. */
const REST_MS = 2000;

/** From when to when a run was computed, in milliseconds since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The part of a span that lies in the last minute; undefined where none does. */
export function recentPart({ fromMs, toMs }: Span, nowMs: number): Span | undefined {
  const recent = { fromMs: Math.max(fromMs, nowMs - WINDOW_MS), toMs: Math.min(toMs, nowMs) };
  return recent.toMs > recent.fromMs ? recent : undefined;
}

/** How long at least one of the spans lasted, short rests in between included. */
export function busyMs(spans: readonly Span[]): number {
  let total = 0;
  let end = -Infinity;
  for (const { fromMs, toMs } of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const start = fromMs - end <= REST_MS ? end : fromMs;
    total += Math.max(0, toMs - start);
    end = Math.max(end, toMs);
  }
  return total;
}
