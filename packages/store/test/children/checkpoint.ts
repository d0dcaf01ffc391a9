/**
 * A plain SQLite client on the store named by its first argument. Round after round it opens it, has a tag written (which means
 * nothing to anyone), a checkpoint of each kind made and the whole file rewritten, and closes it, which may write the log into the
 * file. Prints a line when it has begun, and ends with its input.
 */
import Database from 'better-sqlite3';

const [path] = process.argv.slice(2);
let round = 0;
const timer = setInterval(() => {
  const client = new Database(path, { timeout: 10_000 });
  client.prepare(`INSERT INTO tags SELECT id, ? FROM sweeps`).run(`${process.pid} ${round}`);
  const kinds = ['PASSIVE', 'FULL', 'RESTART', 'TRUNCATE'];
  client.pragma(`wal_checkpoint(${kinds[round % kinds.length]})`);
  if (round % 5 === 4) client.exec('VACUUM');
  client.close();
  if (++round === 3) console.log('begun');
}, 0);
process.stdin.on('end', () => clearInterval(timer));
process.stdin.resume();
