/** Writes to the database named by its argument after another process has written. Prints 'wrote', or SQLite's error code. */
import Database from 'better-sqlite3';

const database = new Database(process.argv[2], { fileMustExist: true, timeout: 0 });
try {
  database.exec('BEGIN IMMEDIATE');
  const found = database.prepare('SELECT count(*) FROM probe').pluck().get();
  database.exec('INSERT INTO probe VALUES (2); COMMIT');
  process.stdout.write(found === 1 ? 'wrote' : `${String(found)} rows for 1`);
} catch (error) {
  process.stdout.write(String((error as { code?: unknown }).code));
} finally {
  database.close();
}
