const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Lets work that is shared with other machines stop in good order: the first Ctrl-C aborts the signal, the second one
 * does what it would have done without us.
 */
export async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const former = SIGNALS.map((name) => ({ name, listeners: process.listeners(name) }));
  const controller = new AbortController();
  const restore = () => {
    for (const { name, listeners } of former) {
      process.removeListener(name, stop);
      for (const listener of listeners) process.on(name, listener);
    }
    former.length = 0;
  };
  const stop = (name: NodeJS.Signals) => {
    restore();
    controller.abort(name);
  };
  for (const { name, listeners } of former) {
    for (const listener of listeners) process.removeListener(name, listener);
    process.on(name, stop);
  }
  try {
    return await work(controller.signal);
  } finally {
    restore();
  }
}
