/** Opens the store named by the first argument, and prints 'opened' or why not. */
import { openStore } from '../../src/index.ts';

const [path, mode] = process.argv.slice(2) as [string, string];
try {
  const store = mode === 'read' ? openStore(path, { readOnly: true }) : openStore(path);
  store.sweeps();
  store.close();
  console.log('opened');
} catch (error) {
  console.log(`${(error as Error).name}: ${(error as Error).message}`);
}
