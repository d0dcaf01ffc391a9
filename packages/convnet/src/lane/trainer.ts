/** The only place where runs train networks. */
import type { ImageTask } from '@ranksweep/data';
import type { Backend } from '@ranksweep/engine/tfjs';
import type { Loaded, MeasureRequest, Measurement, Trainer } from '@ranksweep/run';
import { circuitOf, networkOfModel } from '../kind/layout.ts';
import { distanceOf, requestedMetrics } from '../kind/recorded.ts';
import type { ConvnetConfig } from '../kind/schema.ts';
import { isSplitMetric, modesOf, valueOf } from '../kind/splitMetrics.ts';
import { splitSpectrum } from '../locality/splitSpectrum.ts';
import { initialState } from '../training/state.ts';
import type { Totals } from '../training/options.ts';
import { Training } from '../training/training.ts';
import type { LatestImages } from './images.ts';
import { cosineProbe, errorsOf, meanCosine, type CosineProbe, type Errors } from './measures.ts';
import { decodeState, encodeState } from './stateCodec.ts';
import { Steps } from './steps.ts';

/** The run in the trainer's only slot. */
interface Loading {
  readonly config: ConvnetConfig;
  readonly images: ImageTask;
  readonly training: Training;
  readonly steps: Steps;
  /** By metric. */
  readonly probes: ReadonlyMap<string, CosineProbe>;
  iteration: number;
}

export class ConvnetTrainer implements Trainer<ConvnetConfig> {
  /** A network fills a device by itself. */
  readonly slots = 1;
  readonly #backend: Backend;
  readonly #latest: LatestImages;
  #run: Loading | undefined;

  constructor(backend: Backend, latest: LatestImages) {
    this.#backend = backend;
    this.#latest = latest;
  }

  fits = async (): Promise<boolean> => true;

  async load(_: number, config: ConvnetConfig, bytes: Uint8Array | undefined): Promise<Loaded> {
    const images = await this.#latest.of(config);
    const network = networkOfModel(config.model, images);
    const initial = initialState(network, config.seed);
    const state = bytes === undefined ? { iteration: 0, training: initial } : decodeState(bytes, initial);
    const { optimizer, regularizer } = config;
    const metrics = requestedMetrics(config);
    const cosines = metrics.filter((name) => name.startsWith('gradient_cosine'));
    const probes = new Map(cosines.map((name) => [name, cosineProbe(config, images, distanceOf(name))]));
    const training = new Training(
      this.#backend,
      { network, image: images, optimizer, lambda: regularizer.lambda },
      state.training,
    );
    this.#run = {
      config,
      images,
      training,
      steps: new Steps(config, images),
      probes,
      iteration: state.iteration,
    };
    return { iteration: state.iteration, metrics, atEnd: [] };
  }

  async unload(): Promise<void> {
    this.#run?.training.dispose();
    this.#run = undefined;
  }

  async advance(iterations: number): Promise<void> {
    const run = this.#run!;
    for (let i = 0; i < iterations; i++) {
      if (run.steps.beginsEpoch(run.iteration)) run.training.forgetTotals();
      run.training.step(...run.steps.at(run.iteration));
      run.iteration++;
    }
    await run.training.totals(); // Devices work behind: the lane measures how long it took.
  }

  async measure([request]: readonly MeasureRequest[]): Promise<Measurement[]> {
    const run = this.#run!;
    const epoch = await epochOf(run);
    const { lambda } = run.config.regularizer;
    return [
      {
        loss: epoch.loss + (epoch.images > 0 ? lambda * epoch.penalty : 0),
        checkedLoss: 1 - epoch.accuracy,
        values: request!.wanted === 'values' ? await valuesOf(run, epoch) : new Float64Array(0),
      },
    ];
  }

  async state(): Promise<Uint8Array> {
    const { training, iteration } = this.#run!;
    return encodeState({ iteration, training: await training.state() });
  }

  dispose(): void {
    void this.unload();
  }
}

/** The means over the epoch so far. Before the first step, the training images are evaluated. */
async function epochOf({ training, images }: Loading): Promise<Totals> {
  const totals = await training.totals();
  if (totals.images > 0) return totals;
  return { ...(await errorsOf(training, images, images.train)), images: 0, penalty: NaN };
}

async function valuesOf({ config, images, training, probes }: Loading, epoch: Totals): Promise<Float64Array> {
  const names = requestedMetrics(config);
  const isOfTest = names.some((name) => name.startsWith('test_'));
  const test: Errors | undefined = isOfTest ? await errorsOf(training, images, images.test) : undefined;
  const values = new Float64Array(names.length);
  const spectrum = names.some(isSplitMetric) ? await spectra(config, images, training) : undefined;
  for (const [i, name] of names.entries()) {
    const probe = probes.get(name);
    if (probe !== undefined) values[i] = await meanCosine(training, images, probe);
    else if (isSplitMetric(name)) values[i] = valueOf(name, spectrum!(modesOf(name)));
    else values[i] = plainValue(name, epoch, test);
  }
  return values;
}

/** The singular values of a circuit across any split of its patches, where the training stands. */
async function spectra(
  { model }: ConvnetConfig,
  image: ImageTask,
  training: Training,
): Promise<(modes: readonly number[]) => Float64Array> {
  if (model.kind !== 'conv-ac') throw new TypeError(`splits: expected a circuit, found ${model.kind}`);
  const circuit = circuitOf(model, image);
  const matrices = circuit.matrices((await training.state()).parameters);
  return (modes) => splitSpectrum(circuit.factorization, matrices, modes);
}

function plainValue(name: string, epoch: Totals, test: Errors | undefined): number {
  switch (name) {
    case 'train_loss':
      return epoch.loss;
    case 'train_accuracy':
      return epoch.accuracy;
    case 'penalty':
      return epoch.penalty;
    case 'test_loss':
      return test!.loss;
    default:
      return test!.accuracy;
  }
}
