import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readReferenceVerdicts } from '../../pipeline/claims/reference.ts';
import { formatResults } from '../../pipeline/results/file.ts';
import { partialResults } from '../report/fixture.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'reference-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('the verdicts of committed results come with the digest of their file', async () => {
  const results = partialResults(['a-softmax']);
  const file = path.join(folder, 'results.json');
  await writeFile(file, formatResults(results));
  const { digest, claims } = (await readReferenceVerdicts(file))!;
  expect(digest).toBe(createHash('sha256').update(formatResults(results)).digest('hex'));
  expect([...claims.keys()]).toEqual(results.claims.map(({ id }) => id));
  expect(claims.get('A1')).toEqual(results.claims[0]);
});

test('there is nothing to read where nothing is committed', async () => {
  expect(await readReferenceVerdicts(path.join(folder, 'absent.json'))).toBeNull();
});
