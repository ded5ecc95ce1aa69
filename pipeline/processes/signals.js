import { writeSync } from 'node:fs';

/** Ends the process in one line, whatever it is doing: by its exit everything that it started or half wrote is gone. */

/** What the process ends with. */
export const SIGNAL_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

export function endOnSignals() {
  for (const [signal, code] of Object.entries(SIGNAL_CODES)) {
    process.once(signal, () =>
      end(`stopped by ${signal}: what is finished is kept; run it again to go on`, code),
    );
  }
  // A write past the limit on file sizes then fails, as on a full disk, and the process can say so.
  process.on('SIGXFSZ', () => {});
  process.stdout.on('error', ({ code }) =>
    end(`cannot write to standard output: ${code}; nobody reads it`, 2),
  );
  process.stderr.on('error', () => {});
}

/**
 * @param {string} line
 * @param {number} code
 */
function end(line, code) {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // The terminal is gone.
  }
  process.exit(code);
}
