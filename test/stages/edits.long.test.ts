import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { copyProject, runCli, temporaryFolder } from '../cli.ts';

/** A copy of the project that may be edited; what a build leaves alone must be what nothing has changed. */

let root: string;
let remove: () => Promise<void>;
beforeAll(async () => {
  ({ folder: root, remove } = await temporaryFolder());
  await copyProject(root);
});
afterAll(() => remove());

const at = (file: string) => path.join(root, file);
const output = (file: string) => readFile(at(`out/${file}`), 'utf8');

function runBuild() {
  const args = ['report', '--quick', '--data', 'embedded', '--engine', 'wasm', '--only', 'a-softmax'];
  return runCli([...args, '--out', at('out')], { REPORT_CACHE_DIR: at('cache') }, root);
}

async function build() {
  const { code, stdout, stderr } = await runBuild();
  expect(code, stdout + stderr).toBe(0);
  return stdout;
}

async function edit(file: string, from: string | RegExp, to: string): Promise<() => Promise<void>> {
  const before = await readFile(at(file), 'utf8');
  const after = before.replace(from, to);
  expect(after, `${file} holds ${from}`).not.toBe(before);
  await writeFile(at(file), after);
  return () => writeFile(at(file), before);
}

const FRESH = /1 fresh[\s\S]*index\.html fresh\n.*report\.pdf fresh\n/;
const RENDERED = /1 fresh[\s\S]*index\.html written\n/;

beforeEach(async () => {
  await build();
});

test.each([
  ['a template', 'templates/report.hbs', '<body', '<body data-edited'],
  ['a style', 'templates/styles/base.css', /^/, '/* edited */'],
  ['code that renders', 'pipeline/report/view.ts', 'images to train on', 'edited images'],
  [
    'a claim',
    'experiments/part-a/claims/question-1_1.ts',
    'A softmax layer by itself',
    'An edited softmax layer',
  ],
])('an edit of %s shows in the report, and goes when it is undone', async (_, file, from, to) => {
  const before = await output('index.html');
  const undo = await edit(file, from, to);
  expect(await build()).toMatch(RENDERED);
  expect(await output('index.html')).toContain('edited');
  await undo();
  await build();
  expect(await output('index.html')).toBe(before);
});

test('an edit of a title or a band shows in results.json without training', async () => {
  const before = await output('results.json');
  const undoTitle = await edit('experiments/part-a/catalogue.ts', 'Softmax classifier,', 'Edited softmax,');
  const undoBand = await edit(
    'experiments/bands/fashion-embedded.json',
    /"derived": "/,
    '"derived": "Edited ',
  );
  expect(await build()).toMatch(RENDERED);
  expect(await output('results.json')).toMatch(/"title":"Edited softmax,[\s\S]*"derived":"Edited /);
  await undoTitle();
  await undoBand();
  await build();
  expect(await output('results.json')).toBe(before);
});

test('an edit of training code trains anew', async () => {
  const file = 'experiments/part-a/softmax-classifier.ts';
  const undo = await edit(file, 'return softmax(', 'if (X.rank > 9) return X;\n    return softmax(');
  expect(await build()).toContain('0 fresh, 1 stale');
  await undo();
});

test.each([
  ['Math.random()', 'Math.random was called during an experiment; draw from its random stream instead'],
  ['Date.now()', 'Date.now was called during an experiment; no result may depend on the time'],
])('training code that calls %s ends the build', async (call, message) => {
  const before = await output('results.json');
  const file = 'experiments/part-a/softmax-classifier.ts';
  const undo = await edit(file, 'return softmax(', `if (${call} < 0) return X;\n    return softmax(`);
  const { code, stderr } = await runBuild();
  expect({ code, stderr }).toEqual({ code: 70, stderr: expect.stringContaining(message) });
  expect(await output('results.json')).toBe(before);
  await undo();
});

test('a comment in training code changes nothing', async () => {
  const undo = await edit('pipeline/training/full-batch/slices.ts', /^/, '/* edited */\n'); // no listing shows it
  expect(await build()).toMatch(FRESH);
  await undo();
});

test.each(['results.json', 'results.schema.json', 'index.html', 'report.pdf'])(
  'an output that was edited or deleted is made good: %s',
  async (name) => {
    const before = await readFile(at(`out/${name}`));
    await writeFile(at(`out/${name}`), Buffer.concat([before, Buffer.from(' ')]));
    await build();
    expect((await readFile(at(`out/${name}`))).equals(before)).toBe(true);
    await rm(at(`out/${name}`));
    await build();
    expect((await readFile(at(`out/${name}`))).equals(before)).toBe(true);
  },
);

test('a damaged data file is replaced', async () => {
  const [set] = await readdir(at('cache/data'));
  await writeFile(at(`cache/data/${set}/t10k-labels-idx1-ubyte`), 'damaged');
  expect(await build()).toContain('drawing');
});

test('a damaged cache is made anew, and the report keeps its bytes', async () => {
  const before = await output('index.html');
  const entries = await readdir(at('cache/store'), { recursive: true, withFileTypes: true });
  for (const { parentPath, name } of entries.filter((entry) => entry.isFile())) {
    if (parentPath.includes('content-v2')) await writeFile(path.join(parentPath, name), 'damaged');
  }
  const stdout = await build();
  expect(stdout).toMatch(/damaged cache entry: artefact:results:/);
  expect(stdout).toMatch(/damaged cache entry: run:/);
  expect(await output('index.html')).toBe(before);
});
