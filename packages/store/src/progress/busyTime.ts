/** For how long lanes have worked in the last minute, and how many runs they computed at a time. */

/** How far back to look. Before that, other lanes may have been working. */
export const WINDOW_MS = 60_000;
/** Lanes that pause for up to this long between two runs count as working, because they are claiming the next run. */
const REST_MS = 2000;

/** When a run was computed, in milliseconds since 1970. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The part of a span that lies in the last minute; undefined if there is none. */
export function recentPart({ fromMs, toMs }: Span, nowMs: number): Span | undefined {
  const recent = { fromMs: Math.max(fromMs, nowMs - WINDOW_MS), toMs: Math.min(toMs, nowMs) };
  return recent.toMs > recent.fromMs ? recent : undefined;
}

/** For how long at least one of the spans lasted, including short pauses in between. */
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
