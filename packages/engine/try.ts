import { runConfigSchema, prepareWorkload, metricSet, planFlops } from '@ranksweep/core';
import { wasmEngine, referenceEngine, initialState } from '@ranksweep/engine';
const configs: any = {
  mf: {
    model: { kind: 'matrix', depth: 3 },
    task: {
      kind: 'completion',
      dims: [64, 64],
      observed: 2048,
      target: { kind: 'matrix', rank: 5, frobeniusNorm: 64 },
    },
    init: { std: 1e-3 },
  },
  tf: {
    model: { kind: 'cp', components: 256 },
    task: {
      kind: 'completion',
      dims: [16, 16, 16],
      observed: 2048,
      target: { kind: 'cp', rank: 5, frobeniusNorm: 64 },
    },
    init: { std: 1e-3 },
  },
  htf: {
    model: { kind: 'hierarchical', widths: [512, 512] },
    task: {
      kind: 'completion',
      dims: [8, 8, 8, 8],
      observed: 2048,
      target: { kind: 'hierarchical', ranks: [5, 5], frobeniusNorm: 64 },
    },
    init: { std: 1e-2 },
  },
  adyn: {
    model: { kind: 'cp' },
    task: {
      kind: 'completion',
      dims: [10, 10, 10, 10],
      observed: 2000,
      target: { kind: 'cp', rank: 5, frobeniusNorm: 1 },
    },
    init: { std: 0.01 },
  },
};
const which = process.argv[2] ?? 'mf';
const n = Number(process.argv[3] ?? 1000);
const config = runConfigSchema.parse({ ...configs[which], seed: Number(process.argv[4] ?? 0) });
const t0 = performance.now();
const w = prepareWorkload(config);
const ms = metricSet(config, w.network);
const e = wasmEngine();
const d = (await e.devices())[0]!;
const p = await e.compile(
  { network: w.network, loss: config.loss, optimizer: config.optimizer, cohort: 1 },
  d,
);
await p.load([{ workload: w, state: initialState(w) }]);
const g = planFlops(w.plan);
console.log('setup', performance.now() - t0, 'flops', g / 1e6, w.plan.head.kind);
let it = 0;
const print = async () => {
  const t = performance.now();
  const m = (await p.measure([ms]))[0]!;
  console.log(
    it,
    'measure ms',
    (performance.now() - t).toFixed(2),
    ms.names
      .map((x, i) => x.replace(/_norm|ular_value|_loss|struction/, '') + '=' + m.values[i]!.toPrecision(3))
      .join(' '),
  );
};
await print();
for (let k = 0; k < 10; k++) {
  const t = performance.now();
  await p.advance(n / 10);
  const dt = performance.now() - t;
  it += n / 10;
  console.log('ms/iter', (dt / (n / 10)).toFixed(4), 'GF/s', ((g * n) / 10 / dt / 1e6).toFixed(1));
  await print();
}
