/** What the process of a query is asked, and what it answers. */

export type QueryRequest =
  | { readonly kind: 'preview'; readonly path: string; readonly sql: string; readonly mostRows: number }
  /** Writes the rows to the file `target`. */
  | ({ readonly kind: 'write'; readonly path: string; readonly sql: string } & QueryTarget);

export interface QueryTarget {
  /** A file; what it holds is replaced. */
  readonly target: string;
  readonly format: 'csv' | 'json';
}

export interface QueryPreview {
  readonly columns: readonly string[];
  /** Long texts are cut, and bytes are told by their number. */
  readonly rows: readonly (readonly (number | string | null)[])[];
  /** There are more rows than these. */
  readonly isCut: boolean;
  readonly wallMs: number;
}

export type QueryAnswer =
  | { readonly kind: 'preview'; readonly preview: QueryPreview }
  | { readonly kind: 'written'; readonly rows: number }
  /** The user can mend it. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };
