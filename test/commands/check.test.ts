import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { assessClaims } from '../../pipeline/claims/assess.ts';
import type { Results } from '../../pipeline/model/results.ts';
import { withReplicates } from '../../pipeline/results/assemble.ts';
import { formatResults } from '../../pipeline/results/file.ts';
import { withFinal } from '../bands/with-final.ts';
import { runCli, temporaryFolder } from '../cli.ts';
import { inSoundForm } from '../fixtures/sound.ts';
import { bandTable, madeUpResults } from '../grade/fixture.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

/** Two experiments on the embedded garments, in the middle of today's bands, with seeds that did not make those. */
function inside(): Results {
  const results = madeUpResults();
  for (const [id, record] of Object.entries(results.experiments)) {
    const unseen = record.replicates.map((run) => ({ ...run, seed: run.seed + 100 }));
    results.experiments[id] = withReplicates(record, unseen);
  }
  for (const id of Object.keys(results.experiments)) {
    const bands = Object.entries(bandTable['fashion-embedded']![id]!);
    const middle = Object.fromEntries(bands.map(([metric, { value }]) => [metric, value]));
    Object.assign(results, withFinal(results, id, middle));
  }
  return results;
}

/** Checks results that were written to a file of their own; `place` is what --out names of it. */
async function check(name: string, results: Results, place = 'results.json') {
  const file = path.join(folder, name, 'results.json');
  await mkdir(path.dirname(file));
  await writeFile(file, formatResults({ ...results, ...inSoundForm(results, study) }));
  const { code, stdout, stderr } = await runCli(['check', '--out', path.join(folder, name, place)]);
  const lines = stdout.trimEnd().split('\n');
  const starting = (word: string) => lines.filter((line) => line.startsWith(`${word} `));
  return { code, stderr, ok: starting('ok'), failed: starting('failed'), lines };
}

describe('npm run check', () => {
  test('says of each band that it holds, and ends with 0', async () => {
    const results = inside();
    const judged = assessClaims(results, study.claims).filter(({ verdict }) => verdict !== 'not run');
    const { code, ok, failed, stderr, lines } = await check('inside', results);
    expect({ code, failed, stderr }).toEqual({ code: 0, failed: [], stderr: '' });
    expect(judged.length).toBeGreaterThan(0);
    expect(ok).toHaveLength(2 * 4);
    expect(ok[0]).toMatch(
      /^ok {8}a-softmax, train accuracy on fashion-embedded: seed 101: \d+\.\d\d % is inside the band/,
    );
    expect(lines).toContain(
      `claims    ${judged.length} not applicable, ${study.claims.length - judged.length} not run`,
    );
  });

  test('names the band that does not hold, and ends with 1', async () => {
    const { low } = bandTable['fashion-embedded']!['a-l1']!['test.accuracy']!;
    const results = { ...inside(), ...withFinal(inside(), 'a-l1', { 'test.accuracy': low - 0.1 }) };
    const { code, failed, lines } = await check('outside', results, '.');
    expect(code, lines.join('\n')).toBe(1);
    expect(failed).toEqual(
      [101, 102].map((seed) =>
        expect.stringContaining(
          `a-l1 seed ${seed}, test accuracy: 4.3 standard deviations below what other seeds give`,
        ),
      ),
    );
    expect(lines.find((line) => line.startsWith('bands '))).toMatch(/^bands {5}14 of 16 values lie inside, /);
  });

  test('judges anew: what the file says of its bands and claims does not count', async () => {
    const results = inside();
    const bands = results.bands.map((band) => ({ ...band, holds: 'outside' as const }));
    const claims = results.claims.map((claim) => ({ ...claim, verdict: 'contradicted' as const }));
    expect(await check('stale', { ...results, bands, claims })).toMatchObject({ code: 0, failed: [] });
  });

  test('refuses what is no results.json in one line, with 2', async () => {
    const { code, stderr } = await runCli(['check', '--out', path.join(folder, 'nowhere')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^[^\n]*nowhere[^\n]*\n$/);
  });
});
