/** Whether sweeps can run on this cluster: its commands, its partition, and what a job of it finds on a node. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { query } from '@ranksweep/store';
import {
  accountedJobs,
  batchScript,
  cancelJobs,
  jobHasEnded,
  knownJobs,
  parseTaskArray,
  partitions,
  requeueJob,
  signalJob,
  SLURM_PROGRAMS,
  slurmCommand,
  SlurmError,
  slurmFolder,
  slurmSettings,
  submitScript,
  type Profile,
  type SlurmProgram,
} from '@ranksweep/sweep';
import { formatBytes } from '@ranksweep/text';
import { finding, ok, todo, type Finding } from '@ranksweep/text/finding';
import { MARK, ranksweepHere, type NodeReport } from '../slurm/probe.ts';
import { existingFolder } from './place.ts';

/** A job whose turn has not come within this time is not waited for. */
const MOST_WAIT_MS = 10 * 60_000;
const LOOK_EVERY_MS = 1000;

export async function* slurmFindings(db: string, profile: Profile): AsyncGenerator<Finding> {
  const commands = await finding('Slurm', commandsFinding);
  yield commands;
  if (!commands.isOk) return;
  yield await finding('accounting', accountingFinding);
  const partition = await finding('partition', () => partitionFinding(profile));
  yield partition;
  yield await finding('requeue', () => requeueFinding(profile));
  yield await finding('array', () => arrayFinding(profile));
  if (partition.isOk) yield* probeFindings(db, profile);
}

async function commandsFinding(): Promise<Finding> {
  const missing: SlurmProgram[] = [];
  let version = '';
  for (const program of SLURM_PROGRAMS) {
    try {
      version = await slurmCommand(program, ['--version']);
    } catch (error) {
      if (!(error instanceof SlurmError) || error.trouble !== 'missing') throw error;
      // Not every cluster has accounts.
      if (program !== 'sacct') missing.push(program);
    }
  }
  if (missing.length === 0) return ok('Slurm', version);
  return todo(
    'Slurm',
    `${missing.join(', ')} not found: work on a machine from which jobs are submitted, or load its module`,
  );
}

async function accountingFinding(): Promise<Finding> {
  const found = await accountedJobs([1]);
  if (found !== undefined) return ok('accounting', 'sacct knows jobs that ended long ago');
  const age = (await slurmSettings()).get('MinJobAge') ?? 'a while';
  return ok('accounting', `there is none: what came of a job is known for ${age} after its end`);
}

async function partitionFinding({ partition }: Profile): Promise<Finding> {
  const all = await partitions();
  const found = all.filter(({ name, isDefault }) =>
    partition === undefined ? isDefault : name === partition,
  );
  const names = [...new Set(all.map(({ name }) => name))].join(', ');
  if (found.length === 0) {
    const wanted = partition === undefined ? 'a default partition' : `partition ${partition}`;
    return todo('partition', `expected ${wanted}, found ${names || 'none'}: name one with --partition`);
  }
  const { name, timeLimit } = found[0]!;
  if (!found.some(({ isUp }) => isUp))
    return todo('partition', `${name} is not up: choose another with --partition`);
  const gres = [...new Set(found.flatMap((row) => row.gres ?? []))].join(', ');
  const nodes = found.reduce((sum, row) => sum + row.nodes, 0);
  return ok('partition', `${name}: ${nodes} nodes, at most ${timeLimit}${gres === '' ? '' : `, ${gres}`}`);
}

async function requeueFinding({ again }: Profile): Promise<Finding> {
  if (again !== 'requeue') return ok('requeue', `not needed: again is ${again}`);
  const settings = await slurmSettings();
  const text = `KillWait ${settings.get('KillWait') ?? 'not known'}, preemption ${settings.get('PreemptMode') ?? 'not known'}`;
  return settings.get('JobRequeue') === '0'
    ? ok('requeue', `jobs are not requeued unless they ask for it, which ours do; ${text}`)
    : ok('requeue', text);
}

async function arrayFinding({ array }: Profile): Promise<Finding> {
  const most = Number((await slurmSettings()).get('MaxArraySize') ?? Infinity);
  const highest = array === undefined ? 0 : Math.max(...array.replace(/%.*/, '').split(/[-,:]/).map(Number));
  if (highest < most) {
    const asked = array === undefined ? '' : `, ${parseTaskArray(array).tasks} are asked for`;
    return ok('array', `numbers of tasks below ${most}${asked}`);
  }
  return todo(
    'array',
    `expected numbers below ${most} (MaxArraySize), found ${highest}: use a shorter --array`,
  );
}

/** Has a job look at the node, and drills it. */
async function* probeFindings(db: string, profile: Profile): AsyncGenerator<Finding> {
  const path = mkdtempSync(join(existingFolder(db), '.ranksweep-doctor-'));
  let job: number | undefined;
  try {
    const bytes = bytesToSave(db, profile);
    const submitted = await finding('job', async () => {
      job = await submitProbe(path, profile, bytes);
      return ok('job', `submitted as ${job}`);
    });
    if (job === undefined) return yield submitted;
    const answer = await reportOf(path, job, 0);
    if (typeof answer === 'string') return yield todo('job', answer);
    yield ok('job', `${job} ran on ${answer.node}`);
    yield* reportFindings(answer, profile, { path, bytes });
    yield await finding('signals', () => signalFinding(path, job!));
    yield await finding('requeueing', () => requeueDrill(path, job!, profile));
  } finally {
    if (job !== undefined) await cancelJobs([{ job, index: undefined }]).catch(() => undefined);
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function submitProbe(path: string, profile: Profile, bytes: number): Promise<number> {
  const folder = slurmFolder(path);
  mkdirSync(folder.logs);
  writeFileSync(join(path, MARK), '');
  const text = batchScript({
    name: 'doctor',
    folder,
    workingFolder: process.cwd(),
    array: '0',
    profile: { ...profile, time: '5' },
    ownCommand: [process.execPath, fileURLToPath(new URL('../../bin/ranksweep.js', import.meta.url))],
    words: ['slurm-probe', '--folder', path, '--bytes', String(bytes)],
  });
  writeFileSync(folder.batchScript, text, { mode: 0o755 });
  return await submitScript(folder.batchScript);
}

/** @returns what went wrong, or the report of a start of the job */
async function reportOf(path: string, job: number, restart: number): Promise<NodeReport | string> {
  const file = join(path, `report.${restart}.json`);
  for (
    const startedAt = performance.now();
    performance.now() - startedAt < MOST_WAIT_MS;
    await sleep(LOOK_EVERY_MS)
  ) {
    // A network file system may know it before it lists it.
    if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as NodeReport;
    const [known] = await knownJobs([job]);
    if (known !== undefined && jobHasEnded(known)) {
      return `job ${job} ended on ${known.node ?? 'no node'} (${known.state}) before it told anything: ${logOf(path)}`;
    }
  }
  const [known] = await knownJobs([job]);
  return `job ${job} has not begun within ${MOST_WAIT_MS / 60_000} minutes (${known?.reason ?? known?.state ?? 'no reason told'}): try again later, or with another --partition`;
}

const logOf = (path: string): string => {
  const { logs } = slurmFolder(path);
  const [name] = readdirSync(logs);
  const text = name === undefined ? '' : readFileSync(join(logs, name), 'utf8').trim().slice(-500);
  return text === '' ? `nothing is in ${basename(logs)}, as if the node did not see the folder` : text;
};

function* reportFindings(
  { node, nodeVersion, ranksweep, cores, gpus, folderProblem, saveMs }: NodeReport,
  { cpusPerTask, gpusPerTask, graceSeconds }: Profile,
  { path, bytes }: { readonly path: string; readonly bytes: number },
): Generator<Finding> {
  const here = ranksweepHere();
  yield ranksweep === here
    ? ok('Node there', `${nodeVersion}, ranksweep ${ranksweep}`)
    : todo(
        'Node there',
        `expected ranksweep ${here}, found ${ranksweep} on ${node}: install the same on the nodes`,
      );
  yield folderProblem === undefined
    ? ok('shared folder', 'the node sees it; links, renames and flushes there work')
    : todo(
        'shared folder',
        `${path} on ${node}: ${folderProblem}: put the database on a shared disk, or name a folder with --folder`,
      );
  yield cores >= cpusPerTask
    ? ok('cores there', `${cores} for a task`)
    : todo('cores there', `expected ${cpusPerTask} for a task, found ${cores} on ${node}`);
  if (gpusPerTask > 0) {
    yield gpus.length >= gpusPerTask
      ? ok('GPUs there', gpus.join(', '))
      : todo(
          'GPUs there',
          `expected ${gpusPerTask} that nvidia-smi lists in the job, found ${gpus.length} on ${node}: see --partition and --sbatch`,
        );
  }
  const seconds = saveMs / 1000;
  const text = `${formatBytes(bytes)}, as much as all lanes may have to save, takes ${seconds.toFixed(1)} s; tasks are told ${graceSeconds} s before their limit`;
  yield 4 * seconds < graceSeconds
    ? ok('grace time', text)
    : todo('grace time', `${text}: set graceSeconds in slurm.yaml to ${Math.ceil(4 * seconds)} or more`);
}

async function signalFinding(path: string, job: number): Promise<Finding> {
  const startedAt = performance.now();
  await signalJob({ job, index: undefined }, 'SIGUSR1');
  while (!existsSync(join(path, 'signal'))) {
    if (performance.now() - startedAt > 60_000) {
      return todo(
        'signals',
        'SIGUSR1 did not reach the task within 60 s: set srun in slurm.yaml to the other value',
      );
    }
    await sleep(100);
  }
  return ok('signals', 'SIGUSR1 reaches the task');
}

async function requeueDrill(path: string, job: number, { again }: Profile): Promise<Finding> {
  if (again !== 'requeue') return ok('requeueing', `not tried: again is ${again}`);
  try {
    await requeueJob({ job, index: 0 });
  } catch (error) {
    return todo('requeueing', `${(error as Error).message}: set again in slurm.yaml to submit`);
  }
  const answer = await reportOf(path, job, 1);
  return typeof answer === 'string'
    ? todo('requeueing', answer)
    : ok('requeueing', `the job began again, on ${answer.node}`);
}

const USUAL_BYTES = 16 * 2 ** 20;

/** The largest checkpoint of the database in every lane. */
function bytesToSave(db: string, { cpusPerTask }: Profile): number {
  if (!existsSync(db)) return USUAL_BYTES;
  const [[most]] = query(db, 'SELECT max(length(state)) FROM checkpoints').rows as [[number | null]];
  return Math.max(USUAL_BYTES, cpusPerTask * (most ?? 0));
}
