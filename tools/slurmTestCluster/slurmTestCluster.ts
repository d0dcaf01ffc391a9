/** `npm run slurm-test-cluster`: a Slurm cluster on this machine, for trying things out. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startCluster } from './cluster.ts';

const HELP = `npm run slurm-test-cluster -- [--nodes N] [--cpus N] [--gpus N] [-- COMMAND ...]

Starts a real Slurm cluster on loopback in a temporary folder, runs COMMAND, or a shell, in which sbatch, squeue, scancel and
ranksweep speak to it, and ends the cluster and all of its jobs after that.

  --nodes N  how many nodes: n1, n2, ... (default: 3)
  --cpus N   CPUs that each says it has (default: 4)
  --gpus N   GPUs that each says it has; there is no device behind them (default: 0)

  npm run slurm-test-cluster
  npm run slurm-test-cluster -- --nodes 2 -- sinfo -N -l`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    nodes: { type: 'string', default: '3' },
    cpus: { type: 'string', default: '4' },
    gpus: { type: 'string', default: '0' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help) {
  console.log(HELP);
} else {
  const cluster = await startCluster({
    nodes: Number(values.nodes),
    cpusPerNode: Number(values.cpus),
    gpusPerNode: Number(values.gpus),
  });
  // Ctrl-C is the command's: the cluster ends when that has ended.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => undefined);
  process.on('SIGHUP', () => process.exit(129)); // The terminal is gone, and nobody is left who could end it.
  const [program = process.env.SHELL ?? 'bash', ...words] = positionals;
  console.error(
    `Slurm runs with the nodes ${cluster.nodes.join(', ')} in the partitions main and urgent, which preempts main.\n` +
      `Elsewhere: export SLURM_CONF=${cluster.environment.SLURM_CONF}`,
  );
  const child = spawn(program, words, { stdio: 'inherit', env: { ...process.env, ...cluster.environment } });
  try {
    const [status] = (await once(child, 'exit')) as [number | null];
    process.exitCode = status ?? 1;
  } finally {
    await cluster.stop();
  }
}
