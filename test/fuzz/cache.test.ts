import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from '../../pipeline/cache/store.ts';
import { identity, run } from '../fixtures/stored-run.ts';
import { CASES, fuzz, type Outcome } from './fuzz.ts';
import { mutatedBytes } from './mutate-bytes.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'fuzz-cache-'));
afterAll(() => rmSync(folder, { recursive: true }));
const store = openStore(folder, () => {});
await store.writeRun('a-softmax', { identity, files: {} }, run);
const RECORD = JSON.stringify(run);

/** The files of the entry: its content, and the index line that leads to it. */
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath, entry.name))
  .map((file) => ({ file, bytes: readFileSync(file) }))
  .filter(({ bytes }) => bytes.includes('run:') || bytes.equals(Buffer.from(RECORD)));

/** Whatever lies there: the run as it was, or none. */
async function examine({ file, bytes }: { file: string; bytes: Uint8Array }): Promise<Outcome> {
  writeFileSync(file, bytes);
  const found = await store.readRun(identity);
  if (found !== null) expect(JSON.stringify(found)).toBe(RECORD);
  for (const original of files) writeFileSync(original.file, original.bytes);
  return found === null ? 'refused' : 'accepted';
}

describe('a damaged cache entry is never taken for another run', () => {
  it('has the files that this test damages', () => {
    expect(files.map(({ file }) => path.relative(folder, file).split(path.sep)[0]).sort()).toEqual([
      'content-v2',
      'index-v5',
    ]);
  });

  fuzz(
    'entries',
    fc
      .constantFrom(...files)
      .chain(({ file, bytes }) => mutatedBytes(bytes).map((mutant) => ({ file, bytes: mutant }))),
    examine,
  );

  it('whichever byte is flipped, and wherever it is cut', async () => {
    const damages = files.flatMap(({ file, bytes }) =>
      [...bytes.keys()].flatMap((at) => [
        { file, bytes: bytes.with(at, bytes[at]! ^ (1 << (at % 8))) },
        { file, bytes: bytes.subarray(0, at) },
      ]),
    );
    // Each in `npm run fuzz`, else those that are as many steps apart as fit.
    const step = Math.max(1, Math.floor(damages.length / CASES));
    for (const damage of damages.filter((_, index) => index % step === 0)) await examine(damage);
  }, 3_600_000);
});
