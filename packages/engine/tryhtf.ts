import { runConfigSchema, prepareWorkload, metricSet } from '@ranksweep/core';
import { wasmEngine, initialState } from '@ranksweep/engine';
const [width, std, limit] = process.argv.slice(2).map(Number) as [number, number, number];
for (const seed of process.argv.slice(5).map(Number)) {
  const config = runConfigSchema.parse({
    model: { kind: 'hierarchical', widths: [width, width] },
    task: {
      kind: 'completion',
      dims: [8, 8, 8, 8],
      observed: 2048,
      target: { kind: 'hierarchical', ranks: [5, 5], frobeniusNorm: 64 },
    },
    init: { std },
    seed,
    record: { metrics: ['train_loss', 'reconstruction_error', 'local_component_norm{1,2,3,4}'], top: 6 },
  });
  const w = prepareWorkload(config);
  const ms = metricSet(config, w.network);
  const e = wasmEngine();
  const p = await e.compile(
    { network: w.network, loss: config.loss, optimizer: config.optimizer, cohort: 1 },
    (await e.devices())[0]!,
  );
  await p.load([{ workload: w, state: initialState(w) }]);
  const t = performance.now();
  let streak = 0,
    it = 0;
  const hist: number[][] = [];
  while (it < limit) {
    const m = (await p.measure([ms]))[0]!;
    hist.push([it, ...m.values]);
    if (it > 0) {
      streak = m.losses.mse < 5e-5 ? streak + 1 : 0;
      if (streak > 100) break;
    }
    await p.advance(25);
    it += 25;
  }
  const last = hist.at(-1)!;
  const rise = [0, 1, 2, 3, 4].map((k) => {
    const f = last[3 + k]!;
    for (const h of hist) if (h[3 + k]! >= f / 2) return h[0];
  });
  console.log(
    'w',
    width,
    'std',
    std,
    'seed',
    seed,
    'it',
    it,
    'loss',
    last[1]!.toExponential(2),
    'err',
    last[2]!.toFixed(4),
    'rise',
    rise.join(' '),
    'final',
    last
      .slice(3)
      .map((x) => x.toFixed(2))
      .join(' '),
    'ms/it',
    ((performance.now() - t) / it).toFixed(3),
    hist
      .filter((_, i) => i % Math.ceil(hist.length / 8) == 0)
      .map((h) => h[0] + ':' + h[2]!.toFixed(3))
      .join(' '),
  );
}
