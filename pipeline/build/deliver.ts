import path from 'node:path';
import type { BuildContext } from './context.ts';
import { openOutputs } from './outputs.ts';

/** Writes the text to the file that --out names, or prints it. */
export async function deliver({ options, terminal, log }: BuildContext, text: string): Promise<void> {
  if (options.outFile === undefined) {
    terminal.write(text);
    return;
  }
  const file = path.resolve(options.outFile);
  const outputs = await openOutputs(path.dirname(file));
  log(`${options.outFile} ${await outputs.write(path.basename(file), text)}`);
}
