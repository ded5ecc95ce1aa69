import { execFileSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { temporaryFolder } from '../cli.ts';
import { build } from './build.ts';
import { CONDITIONS, type Condition, PLAIN } from './conditions.ts';

/**
 * `npm run matrix [-- <engine>...]`: builds the same report under many conditions, one difference each, and says which
 * of them changes a byte; ends with 1 if one does. MATRIX_NODES names more executables of Node, as PATH names folders.
 */

const nodes = (process.env.MATRIX_NODES ?? '').split(delimiter).filter(Boolean);
const onNodes = nodes.map((node): Condition => {
  const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
  return { name: `Node ${version}`, node };
});
const engines = process.argv.length > 2 ? process.argv.slice(2) : ['onnxruntime', 'wasm'];

const { folder: scratch, remove } = await temporaryFolder();
try {
  for (const engine of engines) await compare(engine);
} finally {
  await remove();
}

async function compare(engine: string): Promise<void> {
  const plain = await build(PLAIN, { scratch, engine });
  console.log(`${engine}, Node ${process.version}, ${PLAIN.name}`);
  for (const [file, digest] of Object.entries(plain)) console.log(`  ${file.padEnd(12)} ${digest}`);
  for (const condition of [...CONDITIONS, ...onNodes]) {
    const digests: Readonly<Record<string, string>> = await build(condition, { scratch, engine });
    const different = Object.entries(plain).filter(([file, digest]) => digests[file] !== digest);
    if (different.length > 0) process.exitCode = 1;
    const said =
      different.length > 0 ? different.map(([file]) => `${file} DIFFERS`).join(', ') : 'the same bytes';
    console.log(`  ${condition.name.padEnd(46)} ${said}`);
  }
}
