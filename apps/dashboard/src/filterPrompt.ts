/** Asks for a filter of a list, which follows what is typed. */
import { completeFilter } from './completion.ts';
import { done, type Prompt } from './view.ts';

export interface FilterPromptOptions {
  /** What holds by now. */
  readonly filter: string;
  /** Names of the columns. */
  readonly heads: readonly string[];
  /** Texts that a column shows. */
  readonly textsOf: (column: number) => readonly string[];
  readonly filterBy: (text: string) => void;
  /** Selects the row again that is selected now. */
  readonly reselect?: () => void;
}

export const filterPrompt = ({
  filter,
  heads,
  textsOf,
  filterBy,
  reselect,
}: FilterPromptOptions): Prompt => ({
  kind: 'prompt',
  label: 'filter',
  initial: filter,
  complete: completeFilter(heads, textsOf),
  change: filterBy,
  leave() {
    filterBy(filter);
    reselect?.();
  },
  accept: (text) => {
    filterBy(text);
    return done;
  },
});
