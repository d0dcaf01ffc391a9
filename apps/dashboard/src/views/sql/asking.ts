/** The query that was asked last, and what has become of it. */
import { writeNewFile } from '@ranksweep/export';
import { previewQuery, writeQuery, type QueryPreview } from '@ranksweep/store';
import { countOf } from '@ranksweep/text';
import type { Context } from '../../context.ts';
import { rowFilter } from '../../filter.ts';
import { valueText } from '../../words.ts';

/** Rows that are looked at; an export has them all. */
const MOST_ROWS = 10_000;

export type Answer =
  | { readonly kind: 'none' }
  | { readonly kind: 'rows'; readonly preview: QueryPreview }
  | { readonly kind: 'error'; readonly message: string };

interface Task {
  readonly what: string;
  readonly sinceMs: number;
  readonly controller: AbortController;
}

export class Asking {
  readonly #context: Context;
  #task: Task | undefined;
  /** As it was entered, right or wrong. */
  text = '';
  answer: Answer = { kind: 'none' };
  /** Of the rows that are shown. */
  filter = '';

  constructor(context: Context) {
    this.#context = context;
  }

  /** What is being done, if anything is. */
  get task(): Task | undefined {
    return this.#task;
  }

  /** @returns what to tell; one that is asked meanwhile takes its place */
  async ask(text: string): Promise<string> {
    this.forget();
    this.text = text;
    return this.#alone('asking', async (signal) => {
      const preview = await previewQuery(this.#context.store.path, text, { mostRows: MOST_ROWS, signal });
      this.answer = { kind: 'rows', preview };
      return resultInWords(preview);
    });
  }

  /** The rows that the filter leaves; none of what is no result. */
  get shownRows(): QueryPreview['rows'] {
    if (this.answer.kind !== 'rows') return [];
    const { columns, rows } = this.answer.preview;
    if (this.filter === '') return rows;
    const matches = rowFilter(this.filter, columns);
    return rows.filter((row) => matches(row.map(valueText)));
  }

  /** What was asked, and what came of it. */
  forget(): void {
    this.end();
    this.text = '';
    this.filter = '';
    this.answer = { kind: 'none' };
  }

  /** @throws InputError where there is a file of this name */
  async export(target: string): Promise<string> {
    return this.#alone('writing', async (signal) => {
      let rows = 0;
      await writeNewFile({ path: target, advice: 'name another' }, async (temporary) => {
        const file = { target: temporary, format: 'csv', signal } as const;
        rows = await writeQuery(this.#context.store.path, this.text, file);
      });
      return `${countOf(rows, 'row')} written to ${target}`;
    });
  }

  /** Ends what is being done, if anything is. */
  end(): void {
    this.#task?.controller.abort();
    this.#task = undefined;
  }

  async #alone(what: string, work: (signal: AbortSignal) => Promise<string>): Promise<string> {
    this.end();
    const controller = new AbortController();
    const task = { what, sinceMs: this.#context.now(), controller };
    this.#task = task;
    try {
      return await work(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return 'It was ended.';
      if (what === 'writing') throw error;
      this.answer = { kind: 'error', message: (error as Error).message };
      return 'The query failed: change it with enter.';
    } finally {
      if (this.#task === task) this.#task = undefined;
    }
  }
}

/** `12 rows, 3 columns, 0.2 s`. */
export function resultInWords({ rows, columns, isCut, wallMs }: QueryPreview): string {
  const count = isCut ? `the first ${rows.length} rows (e writes all)` : countOf(rows.length, 'row');
  return `${count}, ${countOf(columns.length, 'column')}, ${(wallMs / 1000).toFixed(3)} s`;
}
