import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import type { Results } from '../../pipeline/model/results.ts';
import { visibleText } from '../../pipeline/numbers/visible-text.ts';
import { formatResults } from '../../pipeline/results/file.ts';
import { runCli, temporaryFolder } from '../cli.ts';
import { inSoundForm } from '../fixtures/sound.ts';
import { partialResults } from '../report/fixture.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder, remove } = await temporaryFolder());
  await save('a', (results) => results);
  await save('moved', (results) => {
    for (const { history, final } of results.experiments['a-l1']!.replicates) {
      history.test!.accuracy = history.test!.accuracy.map((value) => value - 0.05);
      final.test!.accuracy = history.test!.accuracy.at(-1)!;
    }
    return results;
  });
  await save('b', (results) => {
    results.claims[0]!.verdict = 'contradicted';
    return results;
  });
});
afterAll(() => remove());

async function save(name: string, change: (results: Results) => Results) {
  await mkdir(path.join(folder, name));
  const results = change(structuredClone(partialResults(['a-l1'])));
  const { dataset } = results.experiments['a-l1']!;
  Object.assign(results, { datasets: results.datasets.filter((seen) => seen.name === dataset) });
  Object.assign(results, inSoundForm(results, study));
  await writeFile(path.join(folder, name, 'results.json'), formatResults(results));
}

const at = (name: string) => path.join(folder, name);

test('ends with 0 when nothing moved and with 1 when something did', async () => {
  expect(await runCli(['diff', at('a'), path.join(at('a'), 'results.json')])).toEqual({
    code: 0,
    stdout: 'Nothing moved: metrics, curves, verdicts, bands and checks are the same.\n',
    stderr: '',
  });
  expect(await runCli(['diff', at('a'), at('b')])).toEqual({
    code: 1,
    stdout: 'verdicts  A1: not run -> contradicted\n',
    stderr: '',
  });
});

test('writes Markdown to a file', async () => {
  const file = path.join(folder, 'deep/diff.md');
  const { code } = await runCli(['diff', at('a'), at('b'), '--format', 'markdown', '--out', file]);
  expect(code).toBe(1);
  expect(await readFile(file, 'utf8')).toContain('| A1 | not run | contradicted |');
});

test('writes a page with both curves into a folder', async () => {
  const out = path.join(folder, 'page');
  const { code, stdout } = await runCli(['diff', at('a'), at('moved'), '--out', out]);
  expect({ code, stdout }).toEqual({ code: 1, stdout: `page      ${out}/index.html written\n` });
  const html = await readFile(path.join(out, 'index.html'), 'utf8');
  const text = visibleText(html);
  expect(text).toContain('test accuracy');
  expect(html.match(/<svg/g)).toHaveLength(2);
  expect(html).toContain('aria-label="test loss of a-l1, before and after"');
  for (const side of ['before', 'after']) expect(html).toContain(`>${side}</text>`);
  expect(html).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
});

test.each([
  [['only-one'], /^missing argument: after; [^\n]*\n$/],
  [['nowhere', 'b'], /^missing results: nowhere; [^\n]*\n$/],
])('%j is one line and exit code 2', async (args, message) => {
  expect(await runCli(['diff', ...args])).toEqual({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(message),
  });
});
