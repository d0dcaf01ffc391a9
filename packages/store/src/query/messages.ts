/** The requests to a query's process, and its answers. */

export type QueryRequest =
  | { readonly kind: 'preview'; readonly path: string; readonly sql: string; readonly mostRows: number }
  /** Writes the rows to the file `target`. */
  | ({ readonly kind: 'write'; readonly path: string; readonly sql: string } & QueryTarget);

/** Where the rows of a query go. */
export interface QueryTarget {
  /** Path of a file whose contents are replaced. */
  readonly target: string;
  readonly format: 'csv' | 'json';
}

/** The first rows of a query, as they are shown. */
export interface QueryPreview {
  readonly columns: readonly string[];
  /** Long texts are cut, and bytes are shown as their number. */
  readonly rows: readonly (readonly (number | string | null)[])[];
  /** There are more rows than these. */
  readonly isCut: boolean;
  readonly wallMs: number;
}

export type QueryAnswer =
  | { readonly kind: 'preview'; readonly preview: QueryPreview }
  | { readonly kind: 'written'; readonly rows: number }
  /** Whether the user can fix the error. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };
