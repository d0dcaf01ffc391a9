/** Slurm's accounting for a test cluster: slurmdbd, and the MariaDB that it writes to, in the cluster's folder. */
import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mungeSocket, type AccountingPorts } from './configuration.ts';
import { missingPrograms, PATH } from './missing.ts';

const missing = missingPrograms(['mariadbd', 'slurmdbd']);

/** Why there is no accounting here, if there is none. */
export const noAccounting: string | undefined =
  missing.length === 0
    ? undefined
    : `SKIPPED, no accounting of Slurm: ${missing.join(', ')} not found on ${PATH} (tools/installSystemPackages.sh)`;

/** Makes an empty database, and writes slurmdbd.conf beside slurm.conf. */
export async function prepareAccounting(folder: string, ports: AccountingPorts): Promise<void> {
  const user = userInfo().username;
  mkdirSync(join(folder, 'mariadb'));
  const making = promisify(execFile)('mariadbd', [...databaseWords(folder), '--bootstrap'], {
    env: { ...process.env, PATH },
  });
  making.child.stdin!.end();
  await making;
  const text = `AuthType=auth/munge
AuthInfo=socket=${mungeSocket(folder)}
DbdHost=localhost
DbdAddr=127.0.0.1
DbdPort=${ports.slurmdbd}
SlurmUser=${user}
LogFile=${join(folder, 'logs', 'slurmdbd.log')}
PidFile=${join(folder, 'slurmdbd.pid')}
StorageType=accounting_storage/mysql
StorageHost=127.0.0.1
StoragePort=${ports.mariadb}
StorageUser=${user}
StorageLoc=slurm
`;
  // slurmdbd takes no other.
  writeFileSync(join(folder, 'slurmdbd.conf'), text, { mode: 0o600 });
}

/** Exists once MariaDB takes connections. */
export const mariadbSocket = (folder: string): string => join(folder, 'mariadb.socket');

export const mariadbWords = (folder: string, { mariadb }: AccountingPorts): string[] => [
  ...databaseWords(folder),
  // Whoever reaches this port of the loopback may do everything: there is nothing in it but the tests' own jobs.
  '--skip-grant-tables',
  '--bind-address=127.0.0.1',
  `--port=${mariadb}`,
  `--socket=${mariadbSocket(folder)}`,
  `--pid-file=${join(folder, 'mariadb.pid')}`,
  '--skip-log-bin',
];

const databaseWords = (folder: string): string[] => [
  '--no-defaults',
  `--datadir=${join(folder, 'mariadb')}`,
  `--user=${userInfo().username}`,
  '--innodb-buffer-pool-size=64M',
  '--innodb-log-file-size=8M',
  '--innodb-flush-log-at-trx-commit=0',
];
