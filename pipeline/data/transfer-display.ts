import { SingleBar } from 'cli-progress';
import type { TransferProgress } from './fetch-file.ts';

/** Shows how far transfers have come, one at a time. */
export interface TransferDisplay {
  update(progress: TransferProgress): void;
  /** Ends what is shown, so that a line may follow. */
  stop(): void;
}

/** A bar on a terminal; elsewhere a line for each quarter of what takes a while. */
export function transferDisplay(stream: NodeJS.WriteStream): TransferDisplay {
  return stream.isTTY ? barDisplay(stream) : lineDisplay(stream);
}

const MEGABYTE = 1_000_000;
const megabytes = (bytes: number) => (bytes / MEGABYTE).toFixed(1);

/** '2.0 of 8.5 MB, 1.3 MB/s' */
export function describeTransfer({ received, total, bytesPerSecond }: TransferProgress): string {
  const of = total === null ? '' : ` of ${megabytes(total)}`;
  return `${megabytes(received)}${of} MB, ${megabytes(bytesPerSecond)} MB/s`;
}

function barDisplay(stream: NodeJS.WriteStream): TransferDisplay {
  let bar: SingleBar | null = null;
  return {
    update(progress) {
      const { received, total } = progress;
      const text = { text: describeTransfer(progress) };
      // Without a known total the bar stays empty, and the text tells.
      if (bar) return bar.update(total === null ? 0 : received, text);
      const format = '  {bar} {text}';
      bar = new SingleBar({
        format,
        stream,
        hideCursor: true,
        barsize: 24,
        barCompleteChar: '█',
        barIncompleteChar: '░',
      });
      bar.start(total ?? 1, total === null ? 0 : received, text);
    },
    stop() {
      bar?.stop();
      bar = null;
    },
  };
}

function lineDisplay(stream: NodeJS.WriteStream): TransferDisplay {
  let shown = 0;
  return {
    update(progress) {
      const { received, total } = progress;
      const step = Math.max((total ?? 0) / 4, MEGABYTE);
      if (Math.floor(received / step) <= shown) return;
      shown = Math.floor(received / step);
      stream.write(`  ${describeTransfer(progress)}\n`);
    },
    stop() {
      shown = 0;
    },
  };
}
