/**
 * A real Slurm cluster on this machine, in a temporary folder, on ports of its own: munged, slurmctld, and one slurmd for each
 * node. Several run side by side. Nothing outside the folder is touched, and root is not needed: without it, jobs are those of the
 * user who started it.
 */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { mariadbSocket, mariadbWords, prepareAccounting } from './accounting.ts';
import {
  configuration,
  gpuFile,
  mungeSocket,
  nodeLog,
  nodeNames,
  type ClusterShape,
  type AccountingPorts,
} from './configuration.ts';
import { startDaemon, type Daemon } from './daemon.ts';
import { freePorts } from './freePorts.ts';
import { noSlurm, PATH } from './missing.ts';
import { killNodeProcesses, killOnce } from './nodeProcesses.ts';

export interface TestCluster extends AsyncDisposable {
  /** Configuration, logs and state. */
  readonly folder: string;
  /** n1, n2, ... */
  readonly nodes: readonly string[];
  /** What the environment of a process needs so that sbatch, squeue and the others speak to this cluster. */
  readonly environment: { readonly SLURM_CONF: string; readonly PATH: string };
  /** A path for `SLURM_CONF`, by which commands give up after a second where no controller answers, not after twenty. */
  readonly impatientConfiguration: string;
  /** What a command of Slurm writes to stdout. @throws Error with what it wrote to stderr. */
  slurm(program: string, ...words: string[]): Promise<string>;
  /** As if its power failed: its daemon and all processes of its jobs are gone. The controller finds out by itself. */
  killNode(node: string): Promise<void>;
  /** Tells the controller that a node is down, which it would notice after `nodeTimeoutSeconds`: jobs there are queued again. */
  declareDown(node: string): Promise<void>;
  /** A killed node comes back, and takes jobs again. */
  startNode(node: string): Promise<void>;
  /**
   * Ends slurmctld; jobs go on, and commands of Slurm fail. With SIGKILL it forgets what it was told in the last seconds, such as
   * jobs just submitted: it keeps its state on disk every five seconds, and when it is ended in peace.
   */
  stopController(signal?: NodeJS.Signals): Promise<void>;
  startController(): Promise<void>;
  /** Ends everything, jobs too, and removes the folder. */
  stop(): Promise<void>;
}

/** Clusters that still run end when this process exits, where there is no time to wait for anything. */
const running = new Set<() => void>();
process.on('exit', () => {
  for (const endNow of running) endNow();
});

/** Starts a cluster, and returns when all of its nodes take jobs. @throws Error where Slurm is missing or does not start. */
export async function startCluster(shape: ClusterShape = {}): Promise<TestCluster> {
  if (noSlurm !== undefined) throw new Error(noSlurm);
  const nodes = nodeNames(shape.nodes ?? 3);
  const folder = mkdtempSync(join(tmpdir(), 'ranksweep-slurm-'));
  const conf = join(folder, 'slurm.conf');
  const environment = { SLURM_CONF: conf, PATH };
  const daemons = new Map<string, Daemon>();
  const place = (node: string) => ({ configuration: conf, node, log: nodeLog(folder, node) });

  const slurm = async (program: string, ...words: string[]): Promise<string> =>
    (await promisify(execFile)(program, words, { env: { ...process.env, ...environment } })).stdout;

  const start = async (name: string, program: string, words: readonly string[]) => {
    daemons.set(name, await startDaemon(program, words, { SLURM_CONF: conf }));
  };
  const startController = async () => {
    await start('slurmctld', 'slurmctld', ['-D']);
    await until('slurmctld answers', () => slurm('scontrol', 'ping').then((text) => text.includes('is UP')));
  };
  const startNode = async (node: string) => {
    await start(node, 'slurmd', ['-D', '-N', node]);
    await until(`node ${node} takes jobs`, async () =>
      /^(idle|mix|alloc)[a-z]*$/.test(
        (await slurm('sinfo', '-h', '-N', '-n', node, '-p', 'main', '-o', '%T')).trim(),
      ),
    );
  };

  /** Waits for what a daemon does, as long as all of them run. */
  async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds().catch(() => false))) {
      for (const [name, daemon] of daemons) {
        const end = daemon.ended();
        if (end !== undefined) throw new Error(`expected that ${what}; ${end}\n${logOf(name)}`);
      }
      await sleep(50);
    }
  }
  const logOf = (name: string): string => {
    try {
      return readFileSync(join(folder, 'logs', `${name}.log`), 'utf8').slice(-2000);
    } catch {
      return '';
    }
  };

  const endNow = () => {
    for (const daemon of daemons.values())
      if (daemon.ended() === undefined) process.kill(daemon.pid, 'SIGKILL');
    for (const node of nodes) while (killOnce(place(node)) > 0);
    rmSync(folder, { recursive: true, force: true });
  };
  const stop = async () => {
    await daemons.get('slurmctld')?.stop('SIGKILL');
    await Promise.all(nodes.map((node) => killNodeProcesses(place(node))));
    for (const name of ['slurmdbd', 'mariadbd']) await daemons.get(name)?.stop('SIGKILL');
    await daemons.get('munged')?.stop();
    running.delete(endNow);
    rmSync(folder, { recursive: true, force: true });
  };

  running.add(endNow);
  try {
    const accounting = await prepare(folder, nodes, shape);
    await start('munged', 'munged', mungeWords(folder));
    // Its clients give up soon where nobody listens yet.
    await until('munged answers', () =>
      slurm('munge', '--no-input', `--socket=${mungeSocket(folder)}`).then(() => true),
    );
    if (accounting !== undefined) {
      await start('mariadbd', 'mariadbd', mariadbWords(folder, accounting));
      // Where there is none yet, slurmdbd looks again only after five seconds.
      await until('MariaDB answers', async () => existsSync(mariadbSocket(folder)));
      await start('slurmdbd', 'slurmdbd', ['-D']);
      await until('slurmdbd answers', () => slurm('sacctmgr', '-n', 'show', 'cluster').then(() => true));
    }
    await startController();
    await Promise.all(nodes.map(startNode));
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    folder,
    nodes,
    environment,
    impatientConfiguration: impatient(folder),
    slurm,
    async killNode(node) {
      daemons.delete(node);
      await killNodeProcesses(place(node));
    },
    async declareDown(node) {
      await slurm('scontrol', 'update', `NodeName=${node}`, 'State=DOWN', 'Reason=killed');
    },
    startNode,
    async stopController(signal = 'SIGTERM') {
      await daemons.get('slurmctld')?.stop(signal);
      daemons.delete('slurmctld');
    },
    startController,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

const impatient = (folder: string): string => join(folder, 'impatient.conf');

async function prepare(
  folder: string,
  nodes: readonly string[],
  shape: ClusterShape,
): Promise<AccountingPorts | undefined> {
  // Jobs of other users read slurm.conf.
  chmodSync(folder, 0o755);
  for (const name of ['logs', 'state', 'spool', ...nodes.map((node) => join('spool', node))]) {
    mkdirSync(join(folder, name));
  }
  writeFileSync(join(folder, 'munge.key'), randomBytes(1024), { mode: 0o400 });
  const [controller, mariadb, slurmdbd, ...ports] = await freePorts(3 + nodes.length);
  const accounting = shape.hasAccounting ? { mariadb: mariadb!, slurmdbd: slurmdbd! } : undefined;
  const { slurm, gres } = configuration(
    folder,
    { controller: controller!, nodes: ports, ...(accounting && { accounting }) },
    shape,
  );
  writeFileSync(join(folder, 'slurm.conf'), slurm);
  writeFileSync(impatient(folder), `${slurm}MessageTimeout=1\n`);
  writeFileSync(join(folder, 'gres.conf'), gres);
  for (let gpu = 0; gpu < (shape.gpusPerNode ?? 0); gpu++) symlinkSync('/dev/null', gpuFile(folder, gpu));
  if (accounting !== undefined) await prepareAccounting(folder, accounting);
  return accounting;
}

const mungeWords = (folder: string): string[] => [
  '--foreground',
  '--num-threads=2',
  `--key-file=${join(folder, 'munge.key')}`,
  `--socket=${mungeSocket(folder)}`,
  `--pid-file=${join(folder, 'munge.pid')}`,
  `--log-file=${join(folder, 'logs', 'munged.log')}`,
  `--seed-file=${join(folder, 'munge.seed')}`,
];
