/** A workload as files that a program in another language reads; peers/README.md describes them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BatchOrder, indexTuples, initialParametersOf, type Network, type Workload } from '@ranksweep/core';
import { writeNpy } from '@ranksweep/npy';

/** Epochs whose order is handed over, so that peers take the same batches while losses are compared. */
const EPOCHS = 2;

/** Writes `workload.json`, the initial parameters, the observed entries, and the order of batches; the folder exists. */
export function writeWorkload(folder: string, name: string, workload: Workload): void {
  const { config, network, problem } = workload;
  const parameters = initialParametersOf(workload).map((values, k) => {
    const { name: parameter, rows, cols } = network.parameters[k]!;
    const file = `parameter_${k}.npy`;
    writeNpy(join(folder, file), values, [rows, cols]);
    return { name: parameter, rows, cols, file };
  });
  const indices = observedTuples(workload);
  writeNpy(join(folder, 'indices.npy'), indices, [problem.y.length, network.dims.length]);
  writeNpy(join(folder, 'targets.npy'), problem.y, [problem.y.length]);
  const description = {
    name,
    model: config.model.kind,
    dims: network.dims,
    loss: config.loss.kind,
    optimizer: config.optimizer,
    parameters,
    ...(network.kind === 'tree' ? { nodes: nodesOf(network) } : {}),
    indices: 'indices.npy',
    targets: 'targets.npy',
    ...(config.batch === undefined ? {} : { batches: { size: config.batch.size, order: 'order.npy' } }),
  };
  if (config.batch !== undefined) {
    const samples = problem.y.length;
    writeNpy(join(folder, 'order.npy'), firstOrders(samples, config.batch.size, config.seed), [
      EPOCHS,
      samples,
    ]);
  }
  writeFileSync(join(folder, 'workload.json'), JSON.stringify(description, undefined, 2));
}

/** (EPOCHS, n), of a run with that seed. */
function firstOrders(samples: number, size: number, seed: number): Int32Array {
  const order = new BatchOrder({ samples, size, seed });
  const orders = new Int32Array(EPOCHS * samples);
  let at = 0;
  for (let iteration = 0; at < orders.length; iteration++) {
    const batch = order.at(iteration);
    orders.set(batch, at);
    at += batch.length;
  }
  return orders;
}

function observedTuples({ problem, network }: Workload): Int32Array | Uint8Array {
  if (problem.kind === 'completion') return indexTuples(problem.observed, network.dims);
  if (problem.kind === 'samples') return problem.tuples;
  throw new TypeError(`a workload of kind ${problem.kind} is not handed to peers`);
}

const nodesOf = ({ tree, matrixOf }: Extract<Network, { kind: 'tree' }>): unknown[] =>
  tree.nodes.map(({ children }, nu) => ({ children, parameter: matrixOf[nu] ?? null }));
