/** A workload as files that a program in another language reads; peers/README.md describes them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { indexTuples, initialParametersOf, type Network, type Workload } from '@ranksweep/core';
import { writeNpy } from '@ranksweep/npy';

/** Writes `workload.json`, the initial parameters and the observed entries; the folder exists. */
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
  };
  writeFileSync(join(folder, 'workload.json'), JSON.stringify(description, undefined, 2));
}

function observedTuples({ problem, network }: Workload): Int32Array {
  if (problem.kind === 'completion') return indexTuples(problem.observed, network.dims);
  if (problem.kind === 'samples') return Int32Array.from(problem.tuples);
  throw new TypeError(`a workload of kind ${problem.kind} is not handed to peers`);
}

const nodesOf = ({ tree, matrixOf }: Extract<Network, { kind: 'tree' }>): unknown[] =>
  tree.nodes.map(({ children }, nu) => ({ children, parameter: matrixOf[nu] ?? null }));
