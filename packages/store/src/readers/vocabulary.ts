/** The names that a query on the database may use, for completion. */
import type { Connection } from '../connection/connection.ts';

/** Names of a database as it is now. */
export interface Vocabulary {
  /** The columns of every table and view, by its name. */
  readonly columns: ReadonlyMap<string, readonly string[]>;
  /** The metrics, in the order in which they were first recorded. */
  readonly metrics: readonly string[];
}

export interface VocabularyReader {
  vocabulary(): Vocabulary;
}

export const vocabularyReader = ({ statement, database }: Connection): VocabularyReader => ({
  vocabulary: database.transaction(() => {
    const rows = statement<[], { of: string; name: string }>(
      `SELECT object.name AS "of", info.name AS name
       FROM sqlite_schema AS object JOIN pragma_table_info(object.name) AS info
       WHERE object.type IN ('table', 'view') AND object.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
       ORDER BY object.type DESC, object.name, info.cid`,
    ).all();
    const columns = [...Map.groupBy(rows, (row) => row.of)].map(
      ([object, its]) => [object, its.map(({ name }) => name)] as const,
    );
    const metrics = statement<[], string>('SELECT name FROM metrics ORDER BY id').pluck().all();
    return { columns: new Map(columns), metrics };
  }),
});
