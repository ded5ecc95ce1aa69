import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli, temporaryFolder } from '../cli.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

const SELECTION = ['a-softmax', 'a-l1', 'a-l2-0.0001', 'b-model2', 'c-relu'];
const OUTPUTS = ['results.json', 'index.html', 'report.pdf'];

/** A quick build into `<name>`; builds of one name share the cache and the output folder. */
function build(name: string) {
  const only = SELECTION.flatMap((id) => ['--only', id]);
  const args = ['report', '--quick', '--data', 'embedded', ...only, '--out', path.join(folder, name)];
  return runCli(args, { REPORT_CACHE_DIR: path.join(folder, `${name}-cache`) });
}

const outputs = (name: string) =>
  Promise.all(OUTPUTS.map((file) => readFile(path.join(folder, name, file), 'latin1')));

test('two and four builds at once share the work, and give the bytes of one alone', async () => {
  expect(await build('alone')).toMatchObject({ code: 0, stderr: '' });
  for (const count of [2, 4]) {
    const name = `by-${count}`;
    const builds = await Promise.all(Array.from({ length: count }, () => build(name)));
    expect(builds.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      builds.map(() => ({ code: 0, stderr: '' })),
    );
    const said = builds.map(({ stdout }) => stdout).join('');
    const trained = [...said.matchAll(/trained (\S+) seed 1 in/g)].map(([, id]) => id);
    expect(trained.sort()).toEqual([...SELECTION].sort());
    expect(said).toMatch(/waiting {3}for another build \(process \d+\)/);
    expect(said.match(/: drawing /g)).toHaveLength(2);
    expect(said.match(/^browser /gm)).toHaveLength(1);
    expect(await outputs(name)).toEqual(await outputs('alone'));
    expect((await readdir(path.join(folder, name))).filter((file) => file.startsWith('.'))).toEqual([]);
    for (const place of ['locks', 'tmp', 'store/tmp']) {
      expect(await readdir(path.join(folder, `${name}-cache`, place))).toEqual([]);
    }
  }
});
