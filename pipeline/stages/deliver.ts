import path from 'node:path';
import type { BuildContext } from './context.ts';
import { writeOutputs } from './outputs.ts';

/** Writes the text to the file that --out names, or prints it. */
export async function deliver({ options, terminal, log }: BuildContext, text: string): Promise<void> {
  if (options.outFile === undefined) {
    terminal.write(text);
    return;
  }
  const file = path.resolve(options.outFile);
  const outcome = await writeOutputs(path.dirname(file), ({ write }) => write(path.basename(file), text));
  log(`${options.outFile} ${outcome}`);
}
