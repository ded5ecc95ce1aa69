import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBench } from '../../pipeline/bench/schema.ts';
import { runCli, temporaryFolder } from '../cli.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

/** The smallest benchmark there is. */
function quickBench(...more: string[]) {
  const args = ['bench', '--quick', '--data', 'embedded', '--engine', 'onnxruntime', '--out', folder];
  return runCli([...args, ...more], {
    REPORT_CACHE_DIR: path.join(folder, 'cache'),
    BENCH_PYTHON: path.join(folder, 'no-python'),
  });
}

const file = () => path.join(folder, 'bench.json');

test('a benchmark of two parts leaves the numbers, their schema and a chart, and says what is missing', async () => {
  const { code, stdout, stderr } = await quickBench('--only', 'epochs', '--only', 'ceiling');
  expect(code, stderr).toBe(0);
  const written = await readBench(file());
  const { parts, scale, data, missing } = written;
  expect({ scale, kind: data.kind, parts: Object.keys(parts) }).toEqual({
    scale: 'quick',
    kind: 'embedded',
    parts: ['epochs', 'ceiling'],
  });
  expect(parts.epochs!.map(({ id, entrants }) => [id, entrants.map((entrant) => entrant.id)])).toEqual([
    ['model-4', ['onnxruntime']],
  ]);
  expect(parts.epochs![0]!.entrants[0]!.seconds.count).toBe(2);
  expect(parts.ceiling!.shares.map(({ id }) => id)).toEqual(['a-network-a', 'a-width-1000']);
  expect(missing).toEqual([{ part: 'all', reason: expect.stringMatching(/^PyTorch: no module torch in /) }]);
  expect(stdout).toContain(`missing   ${missing[0]!.reason}`);
  const schema = JSON.parse(await readFile(path.join(folder, 'bench.schema.json'), 'utf8'));
  expect(new Ajv2020().validate(schema, written)).toBe(true);
  expect(await readFile(path.join(folder, 'bench.svg'), 'utf8')).toMatch(/^<svg/);
  expect(stdout).toContain('| Model 4, one epoch |');
});

test('an unknown part is one line and exit code 2', async () => {
  expect(await quickBench('--only', 'sprint')).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'unknown part: sprint; known are iterations, epochs, ceiling, scaling, build, fleet, full-build\n',
  });
});

test('a damaged bench.json is one line and exit code 2', async () => {
  await writeFile(file(), '{"scale": "enormous"}');
  const { code, stderr } = await quickBench('--only', 'ceiling');
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^invalid benchmark: [^\n]*bench\.json: scale: [^\n]*\n$/),
  });
});
