/** Engines that load drivers of GPUs: one that tells what it has, one whose driver crashes, and one whose driver says that it fails. */
import { wasmEngine, type Device, type Engine } from '@ranksweep/engine';
import type { Extension } from '@ranksweep/sweep';

const card = (id: string, changes: Partial<Device> = {}): Device => ({
  id,
  name: 'Card 9000',
  kind: 'gpu',
  memoryBytes: 8 * 2 ** 30,
  driver: 'Driver 1.0',
  ...changes,
});

const driving = (name: string, devices: Engine['devices']): Engine => ({
  ...wasmEngine(),
  name,
  arithmetic: name,
  drivesGpus: true,
  devices,
});

const drives = (): Engine =>
  driving('drives', async () => [
    card('gpu:0', { driver: `Driver of ${process.pid}` }),
    card('gpu:1', { unusable: 'it overheats' }),
    card('gpu:2', { name: 'Soft', isEmulated: true }),
  ]);

const crashes = (): Engine =>
  driving('crashes', async () => {
    console.error('Segmentation fault in the driver');
    process.kill(process.pid, 'SIGSEGV');
    return new Promise(() => {});
  });

const fails = (): Engine => driving('fails', () => Promise.reject(new Error('no driver is installed')));

const also = (): Engine => driving('also', async () => [card('card:0')]);

export default { engines: { drives, crashes, fails, also } } satisfies Extension;
