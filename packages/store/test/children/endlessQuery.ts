/** Asks a query that never ends, in a process of its own: `endlessQuery.ts DATABASE TARGET`. */
import { writeQuery } from '../../src/index.ts';

const [path, target] = process.argv.slice(2) as [string, string];
const ENDLESS = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n';
console.log('asked');
setInterval(() => {}, 1000);
await writeQuery(path, ENDLESS, { target, format: 'csv' });
