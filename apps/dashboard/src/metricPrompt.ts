/** Asks for a metric; as much of its name as tells it from others is enough. */
import { commonBeginning, completeWord } from './completion.ts';
import type { Outcome } from './view.ts';

/** Names that are told where several begin alike. */
const MOST_TOLD = 6;

/** @param choose called with one of `metrics` */
export function metricPrompt(
  metrics: readonly string[],
  current: string,
  choose: (metric: string) => Outcome,
): Outcome {
  if (metrics.length === 0) return { kind: 'tell', message: 'No run has a final value.' };
  return asking(`metric (now ${current})`, '');

  function asking(label: string, initial: string): Outcome {
    return { kind: 'prompt', label, initial, history: metrics, complete: completeWord(metrics), accept };
  }

  function accept(text: string): Outcome {
    const wanted = text.trim();
    if (wanted === '') return { kind: 'tell', message: 'Nothing was changed.' };
    const matching = metrics.filter((name) => name.startsWith(wanted));
    const [first] = matching;
    if (metrics.includes(wanted)) return choose(wanted);
    if (first === undefined) return { kind: 'tell', message: `No metric begins with ${wanted}.` };
    if (matching.length === 1) return choose(first);
    const told = matching.slice(0, MOST_TOLD).join(' ') + (matching.length > MOST_TOLD ? ' …' : '');
    return asking(`metric: ${told}`, matching.reduce(commonBeginning));
  }
}
