/** Keys that change which runs the list has, in which order, and what it shows of them. */
import { hint } from '@ranksweep/core';
import { completeWord } from '../../completion.ts';
import { filterPrompt } from '../../filterPrompt.ts';
import { completeCondition } from '../../completeSql.ts';
import { done, type Key, type Outcome } from '../../view.ts';
import type { RunList } from './runList.ts';

/** Where one is in the list. */
export interface ListPlace {
  /** Does what may move the selected run to another row. */
  readonly keepingPlace: (work: () => void) => void;
  /** @returns what selects the run again that is selected now, also after others were */
  readonly remember: () => () => void;
}

export function listKey(list: RunList, key: Key, { keepingPlace, remember }: ListPlace): Outcome | undefined {
  switch (key) {
    case 'left':
    case 'right':
      keepingPlace(() => list.sortByNext(key === 'left' ? -1 : 1));
      return done;
    case 's':
      keepingPlace(() => list.reverse());
      return done;
    case '/':
      return filterPrompt({
        filter: list.filter,
        heads: list.heads,
        textsOf: (column) => list.textsOf(column),
        filterBy: (text) => keepingPlace(() => list.filterBy(text)),
        reselect: remember(),
      });
    case 'w':
      return {
        kind: 'prompt',
        label: 'runs where (SQL)',
        initial: list.typed ?? list.where ?? '',
        complete: completeCondition(list.vocabulary()),
        accept: async (text) => {
          list.typed = text;
          if (text !== '') await list.tryCondition(text);
          keepingPlace(() => list.restrict(text || undefined));
          list.typed = undefined;
          return done;
        },
      };
    case 'm':
      return metricsPrompt(list);
    default:
      return undefined;
  }
}

function metricsPrompt(list: RunList): Outcome {
  return {
    kind: 'prompt',
    label: 'final metrics',
    initial: list.metrics.join(' '),
    complete: completeWord(list.metricsThere),
    accept: (text) => {
      const names = text.split(/[\s,]+/).filter((word) => word !== '');
      const unknown = names.find((name) => !list.metricsThere.includes(name));
      if (unknown !== undefined) {
        const known = hint(unknown, list.metricsThere, 'they');
        return { kind: 'tell', message: `'${unknown}' is no final metric here${known}` };
      }
      list.showMetrics(names);
      return done;
    },
  };
}
