/** `ranksweep dashboard` */
import { fileURLToPath } from 'node:url';
import { openDashboard } from '@ranksweep/dashboard';

const bin = fileURLToPath(new URL('../../bin/ranksweep.js', import.meta.url));

/** @throws InputError without a terminal or a database */
export const dashboard = ({ db }: { readonly db: string }): Promise<void> =>
  openDashboard({ db, ranksweep: [process.execPath, bin] });
