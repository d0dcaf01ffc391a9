/**
 * The wheels that are downloaded, with their content fixed by SHA-256, so that no mirror has to be trusted, and what is taken out of
 * them. TensorFlow's wheels differ by Python's version in what is not taken. NVIDIA's are those that
 * `pip install "tensorflow[and-cuda]==2.21.0"` chose when they were fixed.
 */

export interface Wheel {
  /** The project in the index. */
  readonly project: string;
  readonly filename: string;
  readonly bytes: number;
  readonly sha256: string;
  /** What it takes on disk once it is unpacked. */
  readonly unpackedBytes: number;
}

const TENSORFLOW_CPU: Wheel = {
  project: 'tensorflow-cpu',
  filename: 'tensorflow_cpu-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl',
  bytes: 274_271_560,
  sha256: '05af7c26d35f4de910b5598c7b507e3981831a7b0f47fed9a405d995d51d7793',
  unpackedBytes: 854e6,
};

const TENSORFLOW_CUDA: Wheel = {
  project: 'tensorflow',
  filename: 'tensorflow-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl',
  bytes: 572_881_074,
  sha256: 'e9d8da8dcab9650efb45f032ba70af2f016f907e6e0c6bda29dd101bba945406',
  unpackedBytes: 1260e6,
};

const NVIDIA: readonly Wheel[] = [
  {
    project: 'nvidia-cublas-cu12',
    filename: 'nvidia_cublas_cu12-12.9.2.10-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 581_240_110,
    sha256: 'e4f53a8ca8c5d6e8c492d0d0a3d565ecb59a751b19cfdaa4f6da0ab2104c1702',
    unpackedBytes: 855e6,
  },
  {
    project: 'nvidia-cuda-nvrtc-cu12',
    filename: 'nvidia_cuda_nvrtc_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    bytes: 89_568_129,
    sha256: '210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4',
    unpackedBytes: 114e6,
  },
  {
    project: 'nvidia-cuda-runtime-cu12',
    filename: 'nvidia_cuda_runtime_cu12-12.9.79-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 3_493_179,
    sha256: '25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3',
    unpackedBytes: 1e6,
  },
  {
    project: 'nvidia-cudnn-cu12',
    filename: 'nvidia_cudnn_cu12-9.28.0.42-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 716_538_495,
    sha256: '9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375',
    unpackedBytes: 1163e6,
  },
  {
    project: 'nvidia-cufft-cu12',
    filename: 'nvidia_cufft_cu12-11.4.1.4-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 200_877_592,
    sha256: 'c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28',
    unpackedBytes: 292e6,
  },
  {
    project: 'nvidia-cusolver-cu12',
    filename: 'nvidia_cusolver_cu12-11.7.5.82-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 338_117_415,
    sha256: '15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88',
    unpackedBytes: 303e6,
  },
  {
    project: 'nvidia-cusparse-cu12',
    filename: 'nvidia_cusparse_cu12-12.5.10.65-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 366_465_088,
    sha256: '73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78',
    unpackedBytes: 487e6,
  },
  {
    project: 'nvidia-nvjitlink-cu12',
    filename: 'nvidia_nvjitlink_cu12-12.9.86-py3-none-manylinux2010_x86_64.manylinux_2_12_x86_64.whl',
    bytes: 39_748_338,
    sha256: 'e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9',
    unpackedBytes: 96e6,
  },
];

export type Flavor = 'cuda' | 'cpu';

export const WHEELS: Readonly<Record<Flavor, readonly Wheel[]>> = {
  cuda: [TENSORFLOW_CUDA, ...NVIDIA],
  cpu: [TENSORFLOW_CPU],
};

const TAKEN: readonly RegExp[] = [
  /^tensorflow\/libtensorflow_(?:cc|framework)\.so\.2$/,
  // What the addon's sources include.
  /^tensorflow\/include\/tensorflow\/c\/(?:eager\/)?\w+\.h$/,
  /^tensorflow\/include\/(?:tensorflow\/core|tsl)\/platform\/ctstring\w*\.h$/,
  /^tensorflow\/include\/xla\/tsl\/c\/\w+\.h$/,
  // Which CUDA it is made for.
  /^tensorflow\/python\/platform\/build_info\.py$/,
  /^nvidia\/\w+\/lib\/lib[\w-]+\.so[.\d]*$/,
  // Version, licence, and checksums.
  /^[\w.-]+\.dist-info\//,
];

/** Other interfaces to the same functions, and functions for several GPUs. */
const LEFT = /\/lib(?:nvblas|cufftw|cusolverMg)\.so/;

/** Whether a file of a wheel is unpacked, by its path in it. */
export const isTaken = (path: string): boolean =>
  TAKEN.some((pattern) => pattern.test(path)) && !LEFT.test(path);
