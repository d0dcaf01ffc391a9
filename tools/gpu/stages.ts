/** What is measured, the most important first: time may run out. */

export interface Stage {
  /** Of its files. */
  readonly name: string;
  readonly title: string;
  /** Of `ranksweep`. */
  readonly args: readonly string[];
  /** It is ended then. */
  readonly mostSeconds: number;
}

/** What `ranksweep` is told, so that a measurement ends by itself before its time is over, and prints what it has. */
export const argsWithin = ({ args }: Stage, seconds: number): string[] =>
  args[0] === 'bench' ? [...args, '--minutes', `${(0.9 * seconds) / 60}`] : [...args];

export interface StageOptions {
  /** As `--device` has it. */
  readonly device: string;
  /** Interpreters that have PyTorch or JAX, as `--python` has them. */
  readonly python: string;
  /** Where the sweep's database goes. */
  readonly output: string;
}

interface Sizes {
  /** Numbers of runs. */
  readonly checked: string;
  readonly mf: string;
  readonly htf4: string;
  readonly cp4: string;
  readonly all: string;
  readonly besidePeers: string;
  /** Of each measurement. */
  readonly seconds: string;
  /** Of the sweep of small runs. */
  readonly seeds: string;
  readonly mostIterations: number;
}

const sizes = {
  full: {
    checked: '1,7',
    mf: '256',
    htf4: '64',
    cp4: '64',
    all: '1,4,16,64,256,1024',
    besidePeers: '1,16,256,1024',
    seconds: '0.8',
    seeds: '0..199',
    mostIterations: 3000,
  },
  /** For a GPU that the processor plays. */
  quick: {
    checked: '1,2',
    mf: '4',
    htf4: '1',
    cp4: '2',
    all: '1,2',
    besidePeers: '2',
    seconds: '0.05',
    seeds: '0..1',
    mostIterations: 50,
  },
} satisfies Record<string, Sizes>;

export type StageSizes = keyof typeof sizes;

export function stages(size: StageSizes, { device, python, output }: StageOptions): Stage[] {
  const { checked, mf, htf4, cp4, all, besidePeers, seconds, seeds, mostIterations } = sizes[size];
  const on = ['--device', device, '--engine', 'webgpu'];
  const bench = (
    workloads: readonly string[],
    cohorts: string,
    mostSeconds: number,
    more: readonly string[] = [],
  ) => ({
    args: ['bench', ...workloads, ...on, '--cohorts', cohorts, '--seconds', seconds, '--json', ...more],
    mostSeconds,
  });
  const peers = ['--peers', '--python', python];
  const wanted = ['mf', 'htf4', 'cp4'];
  return [
    { name: 'check', title: 'losses and bits of small cohorts', ...bench(wanted, checked, 90) },
    { name: 'mf', title: 'MF beside PyTorch and JAX', ...bench(['mf'], mf, 120, peers) },
    { name: 'htf4', title: 'HTF beside PyTorch and JAX', ...bench(['htf4'], htf4, 120, peers) },
    { name: 'cp4', title: 'CP beside PyTorch and JAX', ...bench(['cp4'], cp4, 120, peers) },
    { name: 'sizes', title: 'all sizes of cohorts', ...bench(wanted, all, 120) },
    {
      name: 'sweep',
      title: 'a sweep of small runs of five shapes',
      args: [
        'run',
        'tools/gpu/sweep.yaml',
        `stop.maxIterations=${mostIterations}`,
        ...on,
        '--seeds',
        seeds,
        '--db',
        `${output}/sweep.db`,
      ],
      mostSeconds: 90,
    },
    { name: 'peers', title: 'more sizes beside PyTorch and JAX', ...bench(wanted, besidePeers, 300, peers) },
  ];
}
