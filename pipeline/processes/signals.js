import { fstatSync, readSync, statSync, writeSync } from 'node:fs';

/** Ends the process in one line, whatever it is doing: by its exit everything that it started or half wrote is gone. */

/** What the process ends with. */
export const SIGNAL_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

export function endOnSignals() {
  const mayHangUp = isUnderNohup();
  for (const [signal, code] of Object.entries(SIGNAL_CODES)) {
    if (signal === 'SIGHUP' && mayHangUp) {
      process.on(signal, () => {});
      continue;
    }
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

/**
 * Whether nohup has started us from a terminal. Node forgets on its start that SIGHUP is to be ignored, and so does npm;
 * what is left is the input: nohup puts a /dev/null into the terminal's place that cannot be read.
 */
function isUnderNohup() {
  try {
    if (fstatSync(0).rdev !== statSync('/dev/null').rdev) return false; // reading might wait
    readSync(0, Buffer.alloc(1));
    return false;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EBADF' && isOpen(0);
  }
}

function isOpen(/** @type {number} */ descriptor) {
  try {
    return fstatSync(descriptor).isCharacterDevice();
  } catch {
    return false;
  }
}
