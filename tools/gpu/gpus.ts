/** Prints the GPUs that the engine webgpu finds, as JSON. It is a process of its own: a driver that cannot be used may crash it. */
import { engineDevices } from '@ranksweep/sweep';

console.log(JSON.stringify(await engineDevices('webgpu')));
