/** slurm.conf of a cluster whose nodes are all this machine. */
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';

export interface ClusterShape {
  /** How many nodes: n1, n2, ... (default: 3). */
  readonly nodes?: number;
  /** CPUs that a node says it has, whatever the machine has (default: 4). */
  readonly cpusPerNode?: number;
  /** GPUs that a node says it has (default: 0). There is no device behind them: Slurm counts them, and says which ones are a job's. */
  readonly gpusPerNode?: number;
  /** After how many seconds without an answer the controller gives a node up, and its jobs to others (default: 30). */
  readonly nodeTimeoutSeconds?: number;
  /** Seconds between SIGTERM and SIGKILL for a job of partition `main` that one of `urgent` preempts (default: 30). */
  readonly preemptionGraceSeconds?: number;
  /** Seconds between SIGTERM and SIGKILL for a job that is cancelled or at its limit (default: 30). */
  readonly killWaitSeconds?: number;
  /** Whether it has accounting, which sacct asks: a database of its own (default: no). */
  readonly hasAccounting?: boolean;
}

export interface Ports {
  readonly controller: number;
  /** One for each node. */
  readonly nodes: readonly number[];
  /** Undefined where there is no accounting. */
  readonly accounting?: AccountingPorts;
}

export const nodeNames = (count: number): string[] => Array.from({ length: count }, (_, at) => `n${at + 1}`);

/** Where a node's daemon and the processes that it starts for jobs write what they have to say. */
export const nodeLog = (folder: string, node: string): string => join(folder, 'logs', `${node}.log`);

/** Where munged listens. */
export const mungeSocket = (folder: string): string => join(folder, 'munge.socket');

/** What stands for a GPU's device file. */
export const gpuFile = (folder: string, number: string | number): string => join(folder, `gpu${number}`);

/** The text of slurm.conf, and of gres.conf beside it. */
export function configuration(
  folder: string,
  ports: Ports,
  shape: ClusterShape,
): { readonly slurm: string; readonly gres: string } {
  const { cpusPerNode = 4, gpusPerNode = 0, nodeTimeoutSeconds = 30 } = shape;
  const { preemptionGraceSeconds = 30, killWaitSeconds = 30 } = shape;
  const host = hostname().split('.')[0]!;
  const user = userInfo().username;
  const nodes = nodeNames(ports.nodes.length);
  const gpus = gpusPerNode > 0 ? ` Gres=gpu:${gpusPerNode}` : '';
  const slurm = `ClusterName=ranksweep
SlurmctldHost=${host}(127.0.0.1)
SlurmctldPort=${ports.controller}
SlurmUser=${user}
SlurmdUser=${user}
StateSaveLocation=${join(folder, 'state')}
SlurmdSpoolDir=${join(folder, 'spool', '%n')}
SlurmctldPidFile=${join(folder, 'slurmctld.pid')}
SlurmdPidFile=${join(folder, '%n.pid')}
SlurmctldLogFile=${join(folder, 'logs', 'slurmctld.log')}
SlurmdLogFile=${nodeLog(folder, '%n')}
AuthType=auth/munge
CredType=cred/munge
# A job that is queued again waits until its credential has run out: 120 s unless told.
AuthInfo=socket=${mungeSocket(folder)},cred_expire=5
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
# Nodes have the CPUs that are written here, not those of the machine.
SlurmdParameters=config_overrides
SchedulerType=sched/backfill
# At once, where a real cluster saves the controller's time.
SchedulerParameters=batch_sched_delay=0,sched_min_interval=0,sched_interval=1,bf_interval=1
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
JobRequeue=1
KillWait=${killWaitSeconds}
# Ended jobs stay in squeue and scontrol.
MinJobAge=86400
MaxArraySize=20001
MaxJobCount=50000
SlurmdTimeout=${nodeTimeoutSeconds}
# A node that comes back is used again.
ReturnToService=2
${ports.accounting === undefined ? 'AccountingStorageType=accounting_storage/none\n' : accountingLines(folder, ports.accounting)}JobCompType=jobcomp/none
${gpusPerNode > 0 ? 'GresTypes=gpu\n' : ''}${nodes
    .map(
      (node, at) =>
        `NodeName=${node} NodeHostname=${host} NodeAddr=127.0.0.1 Port=${ports.nodes[at]} CPUs=${cpusPerNode} RealMemory=4096${gpus}\n`,
    )
    .join(
      '',
    )}PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE PriorityTier=1 GraceTime=${preemptionGraceSeconds} State=UP
PartitionName=urgent Nodes=ALL MaxTime=INFINITE PriorityTier=10 PreemptMode=OFF State=UP
`;
  // Links to /dev/null: Slurm wants devices, and sets CUDA_VISIBLE_DEVICES by the numbers in their names.
  const gres = gpus === '' ? '' : `Name=gpu File=${gpuFile(folder, `[0-${gpusPerNode - 1}]`)}\n`;
  return { slurm, gres };
}

export interface AccountingPorts {
  readonly mariadb: number;
  readonly slurmdbd: number;
}

/** Where a cluster has accounting. */
const accountingLines = (folder: string, { slurmdbd }: AccountingPorts): string =>
  `AccountingStorageType=accounting_storage/slurmdbd
AccountingStorageHost=127.0.0.1
AccountingStoragePort=${slurmdbd}
AccountingStoragePass=${mungeSocket(folder)}
`;
