/** A launcher whose lanes are processes, one of which it loses at a random moment: soon, while it still has much to say. */
import { createLauncher, type Extension, type Launcher, type LauncherOptions } from '@ranksweep/sweep';

function losing(options: LauncherOptions): Launcher {
  const launcher = createLauncher('process', options);
  let hasLost = false;
  let posts = 0;
  return {
    lanes: launcher.lanes,
    signals: launcher.signals,
    start(lane, batch, onMessages) {
      const atWork = launcher.start(lane, batch, (messages) => {
        onMessages(messages);
        if (!hasLost && (Math.random() < 0.3 || ++posts === 2)) atWork.kill();
      });
      atWork.ended.catch(() => (hasLost = true));
      return atWork;
    },
    close: () => launcher.close(),
  };
}

export default { launchers: { losing } } satisfies Extension;
