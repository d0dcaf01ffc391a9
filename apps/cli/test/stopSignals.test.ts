import { expect, it, onTestFinished, vi } from 'vitest';
import { listenToSignals } from '../src/signals.ts';

it('takes a signal that comes twice at once for one, and the second after that for an end at once', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const signals = listenToSignals({ onStop: vi.fn(), onSave: vi.fn() });
  onTestFinished(() => {
    signals.dispose();
    exit.mockRestore();
    vi.useRealTimers();
  });
  process.emit('SIGHUP');
  expect(signals.stop.aborted).toBe(true);
  process.emit('SIGHUP'); // passed on by a runner in between
  vi.advanceTimersByTime(1000);
  process.emit('SIGTERM');
  expect(exit).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  process.emit('SIGHUP');
  expect(exit).toHaveBeenCalledExactlyOnceWith(130);
});
