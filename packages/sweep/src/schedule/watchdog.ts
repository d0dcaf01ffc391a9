/** Ends a lane that shows no sign of life. */
import { LONGEST_TIMER_MS } from '@ranksweep/machine';
import type { BatchAtWork, LaneRequests } from '../launch/launcher.ts';

/** How many times a lane is checked before it is given up. */
const LOOKS = 20;
/** How much longer a thread may take to start. If a thread is ended before it has started, no event tells of its end. */
const START_MS = 60_000;

export interface WatchdogOptions {
  readonly batch: Pick<BatchAtWork, 'beats'>;
  readonly lanes: Pick<LaneRequests, 'isHeld'>;
  /** How long a lane may be silent. */
  readonly hangAfterMs: number;
  readonly onHang: () => void;
}

/**
 * Silence is counted in checks, not in time: if this process was suspended, its lanes were too.
 * @returns a function that stops the watchdog
 */
export function startWatchdog({ batch, lanes, hangAfterMs, onHang }: WatchdogOptions): () => void {
  const looksAtStart = LOOKS + Math.ceil((LOOKS * START_MS) / hangAfterMs);
  const everyMs = Math.min(hangAfterMs / LOOKS, LONGEST_TIMER_MS);
  let { beats } = batch;
  let silentLooks = 0;
  const timer = setInterval(() => {
    if (batch.beats !== beats || lanes.isHeld) {
      beats = batch.beats;
      silentLooks = 0;
    } else if (++silentLooks === (beats === 0 ? looksAtStart : LOOKS)) {
      onHang();
    }
  }, everyMs);
  return () => clearInterval(timer);
}
