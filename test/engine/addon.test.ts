import { appendFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { identifyEngine } from '../../pipeline/engine/choose.ts';
import { temporaryFolder } from '../cli.ts';

const addon = vi.hoisted(() => ({ standIn: null as string | null }));
vi.mock('../../pipeline/engine/addon.ts', async (load) => {
  const actual = await load<typeof import('../../pipeline/engine/addon.ts')>();
  return { addonDies: (file: string) => actual.addonDies(addon.standIn ?? file) };
});
const { addonDies } = await import('../../pipeline/engine/addon.ts');

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());
/** Stands for a native addon: what Node loads is a script all the same. */
async function standIn(name: string, script: string): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, script);
  return file;
}

test.skipIf(process.platform === 'win32')(
  'a native engine that a signal ends is passed over, and said so',
  async () => {
    addon.standIn = await standIn(
      'dies.js',
      'process.kill(process.pid, "SIGILL"); setTimeout(() => {}, 9999);',
    );
    const { identity, notes } = identifyEngine('auto');
    expect(identity.name).toBe('wasm');
    expect(notes.at(-1)).toBe(
      'engine onnxruntime is not available: onnxruntime-node is ended by SIGILL when it is loaded',
    );
    expect(() => identifyEngine('onnxruntime')).toThrow(
      /is ended by SIGILL when it is loaded; .*--engine wasm/,
    );
    addon.standIn = null;
  },
);

test('an addon that could be loaded is not tried again until it changes', async () => {
  const log = path.join(folder, 'log');
  const script = `require('fs').appendFileSync(${JSON.stringify(log)}, 'x')`;
  const file = await standIn('lives.js', script);
  for (let time = 0; time < 3; time++) expect(addonDies(file)).toBeNull();
  expect(await readFile(log, 'utf8')).toBe('x');
  await appendFile(file, '\n');
  expect(addonDies(file)).toBeNull();
  expect(await readFile(log, 'utf8')).toBe('xx');
});

test('an addon that cannot be loaded for another reason is left to who loads it', async () => {
  expect(addonDies(await standIn('fails.js', 'throw new Error("no such symbol")'))).toBeNull();
});
