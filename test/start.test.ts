import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import {
  copyFile,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Outcome, ROOT, temporaryFolder } from './cli.ts';

/** A project with a command line of its own, started by our start.js. */

const STARTING = [
  'pipeline/start.js',
  'pipeline/launch.js',
  'pipeline/bundle.js',
  'pipeline/base/open-files.js',
  'pipeline/base/user-folder.js',
  'pipeline/processes/signals.js',
  'pipeline/processes/whole-file.js',
];

let root: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder: root, remove } = await temporaryFolder());
  await mkdir(path.join(root, 'node_modules'));
  for (const name of ['esbuild', 'tsx', 'zod']) {
    const target = path.join(ROOT, 'node_modules', name);
    await symlink(target, path.join(root, 'node_modules', name), 'junction');
  }
  await put('node_modules/.package-lock.json', '{}');
  await manifest({});
  await put('experiments/word.ts', "export const word: string = 'one';\n");
  await put('experiments/index.ts', "export { word as default } from './word.ts';\n");
  await commandLine();
  for (const file of STARTING) {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await copyFile(path.join(ROOT, file), path.join(root, file));
  }
});
afterEach(() => remove());

async function put(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
}

const manifest = (fields: { engines?: object; dependencies?: object }) =>
  put('package.json', JSON.stringify({ type: 'module', engines: { node: '>=20' }, ...fields }));

/** A command line that prints its study, which is a word here, and ends with 5. */
const commandLine = (imports = '') =>
  put(
    'pipeline/cli.ts',
    `${imports}
export async function run(study: string, words: string[]): Promise<number> {
  console.log(study, words.join(), import.meta.url);
  return 5;
}
export function explainFailure(error: unknown): number {
  console.error('explained: ' + error);
  return 7;
}
`,
  );

const START = ['pipeline/start.js', 'some', 'words'];

function run(program: string, args: readonly string[], env = process.env): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(program, args, { cwd: root, env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

const start = (...words: string[]) => run(process.execPath, [...START, ...words]);
const printed = async () => (await start()).stdout.split(' ');

const BUNDLES = 'node_modules/.cache/report';
const bundles = () => readdir(path.join(root, BUNDLES)).catch((): string[] => []);
const bundleFile = async () => path.join(root, BUNDLES, (await bundles())[0]!, 'cli.cjs');

test('runs the sources, which keep their arguments, their address and their exit code', async () => {
  const { code, stdout, stderr } = await start();
  expect({ code, stderr }).toEqual({ code: 5, stderr: '' });
  expect(stdout).toMatch(/^one some,words file:.*\/pipeline\/cli\.ts\n$/);
});

describe('the bundle', () => {
  test('is made once and runs from then on', async () => {
    await start();
    const made = await stat(await bundleFile());
    await rm(path.join(root, 'node_modules/esbuild'));
    expect((await printed())[0]).toBe('one');
    expect((await stat(await bundleFile())).mtimeMs).toBe(made.mtimeMs);
    expect(await bundles()).toHaveLength(1);
  });

  test('is not made for a command whose modules must not be there twice', async () => {
    const { code, stdout } = await run(process.execPath, ['pipeline/start.js', 'sensitivity']);
    expect([code, stdout]).toEqual([5, expect.stringMatching(/^one sensitivity /)]);
    expect(await bundles()).toHaveLength(0);
  });

  test('is never of older sources, whatever their times and sizes say', async () => {
    await start();
    const file = path.join(root, 'experiments/word.ts');
    const { atime, mtime } = await stat(file);
    await put('experiments/word.ts', "export const word: string = 'two';\n");
    await utimes(file, atime, mtime);
    expect((await printed())[0]).toBe('two');
  });

  test('is another one when other packages are installed', async () => {
    await start();
    await put('node_modules/.package-lock.json', '{ "packages": {} }');
    await start();
    expect(await bundles()).toHaveLength(2);
  });

  test('takes along the packages that every command loads', async () => {
    await put(
      'experiments/word.ts',
      "import * as z from 'zod';\nexport const word = z.string().parse('parsed');",
    );
    expect((await printed())[0]).toBe('parsed');
    await rm(path.join(root, 'node_modules/zod'));
    expect((await printed())[0]).toBe('parsed');
  });

  test.each([
    ['emptied', (file: string) => truncate(file, 0)],
    ['cut', (file: string) => truncate(file, 100)],
    ['gone', (file: string) => rm(file)],
    [
      'changed',
      async (file: string) => writeFile(file, (await readFile(file, 'utf8')).replace('one', 'two')),
    ],
  ])('is made anew when a file of it is %s', async (_, damage) => {
    await start();
    await damage(await bundleFile());
    expect(await start()).toMatchObject({ code: 5, stdout: expect.stringMatching(/^one /), stderr: '' });
    expect(await bundles()).toHaveLength(1);
    expect(await readFile(await bundleFile(), 'utf8')).toContain('"one"');
  });

  test('is not compiled again for a command that has run before', async () => {
    await start();
    const compiled = path.join(path.dirname(await bundleFile()), 'some.compiled');
    const made = await stat(compiled);
    expect((await start()).code).toBe(5);
    expect((await stat(compiled)).mtimeMs).toBe(made.mtimeMs);
  });

  test.each([
    ['emptied', (file: string) => truncate(file, 0)],
    ['changed', (file: string) => writeFile(file, '//\nnothing that V8 has written')],
  ])('is compiled anew when what V8 compiled is %s', async (_, damage) => {
    await start();
    const compiled = path.join(path.dirname(await bundleFile()), 'some.compiled');
    const { size } = await stat(compiled);
    await damage(compiled);
    expect(await start()).toMatchObject({ code: 5, stderr: '' });
    expect((await stat(compiled)).size).toBeGreaterThan(size / 2);
  });

  test('is done without for sources that wait at the top of a module', async () => {
    await put('experiments/word.ts', "export const word = await Promise.resolve('awaited');\n");
    expect((await printed())[0]).toBe('awaited');
  });

  test('is done without where none can be kept', async () => {
    await put('node_modules/.cache', 'occupied');
    expect((await printed())[0]).toBe('one');
  });

  test('holds no modules that its name does not cover', async () => {
    await put('elsewhere/word.ts', "export const word: string = 'three';\n");
    await put('experiments/index.ts', "export { word as default } from '../elsewhere/word.ts';\n");
    expect((await printed())[0]).toBe('three');
    expect(await bundles()).toEqual([]);
  });
});

describe('the study', () => {
  beforeEach(() => put('other/index.ts', "export default 'another';\n"));

  test.each([[['--study', 'other']], [['--study=other']], [['--study', './other/']]])(
    'is the one in the folder that %j names',
    async (words) => {
      expect((await start(...words)).stdout).toMatch(/^another some,words,--study/);
    },
  );

  test('has a bundle of its own, made anew when it changes', async () => {
    await start();
    await start('--study', 'other');
    expect(await bundles()).toHaveLength(2);
    await put('other/index.ts', "export default 'a third';\n");
    expect((await start('--study', 'other')).stdout).toMatch(/^a third /);
    expect(await bundles()).toHaveLength(3);
  });

  test('may lie outside the project, and is meant from where npm was called', async () => {
    const elsewhere = await temporaryFolder();
    await mkdir(path.join(elsewhere.folder, 'mine'));
    await writeFile(path.join(elsewhere.folder, 'mine/index.ts'), "export default 'mine';\n");
    const manifest = path.join(root, 'package.json');
    const env = { ...process.env, npm_package_json: manifest, INIT_CWD: elsewhere.folder };
    const { stdout } = await run(process.execPath, [...START, '--study', 'mine'], env);
    expect(stdout).toMatch(/^mine /);
    await elsewhere.remove();
  });

  test('runs from its source where no bundle can be kept', async () => {
    await put('node_modules/.cache', 'occupied');
    expect((await start('--study', 'other')).stdout).toMatch(/^another /);
  });

  test.each([
    ['nowhere', /^missing study: \S+nowhere holds no index\.ts; name a folder whose [^\n]*\n$/],
    [
      'empty',
      /^invalid source: [^\n]* No matching export in "empty\/index\.ts" for import "default"; [^\n]*\n$/,
    ],
    ['refuses', /^two experiments of one id: a\n$/],
  ])('that is %s is one line and exit code 2', async (name, message) => {
    await put('empty/index.ts', 'export const nothing = 1;\n');
    const refusal = "Object.assign(new Error('two experiments of one id: a'), { exitCode: 2 })";
    await put('refuses/index.ts', `throw ${refusal};\nexport default 1;\n`);
    expect(await start('--study', name)).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(message),
    });
  });
});

test.runIf(process.platform === 'linux').each([
  ['goes on under nohup', 'w', 5],
  ['ends with one line where nothing protects it', 'r', 129],
])('a command whose terminal is gone %s', async (_, flags, code) => {
  await put(
    'pipeline/cli.ts',
    `export async function run() {
  console.log('running');
  await new Promise((done) => setTimeout(done, 700));
  return 5;
}
export function explainFailure() { return 7; }
`,
  );
  const input = openSync('/dev/null', flags); // as nohup opens it in a terminal's place: for writing only
  const child = spawn(process.execPath, START, { cwd: root, stdio: [input, 'pipe', 'ignore'] });
  await once(child.stdout!, 'data');
  child.kill('SIGHUP');
  expect((await once(child, 'exit'))[0]).toBe(code);
  closeSync(input);
});

const [major = 0, minor = 0, patch = 0] = process.versions.node.split('.').map(Number);

describe('what keeps it from starting', () => {
  const line = (text: RegExp) => ({ stdout: '', stderr: expect.stringMatching(text) });

  test.each([
    [`^${major}.${minor}.${patch}`],
    [`^${major}.0.0`],
    [`>=${major}`],
    [`^18.1.0 || >=${major}`],
    ['>=1.99.99'],
  ])('is not this Node where package.json asks for %s', async (node) => {
    await manifest({ engines: { node } });
    expect((await start()).code).toBe(5);
  });

  test.each([
    [`^${major}.${minor}.${patch + 1}`],
    [`^${major}.${minor + 1}.0`],
    [`^${major - 1}.0.0`],
    [`^${major + 1}.0.0`],
    [`^18.1.0 || >=${major + 1}`],
  ])('is this Node where package.json asks for %s', async (node) => {
    await manifest({ engines: { node } });
    const { stderr, ...rest } = await start();
    expect(rest).toEqual({ code: 3, stdout: '' });
    expect(stderr).toBe(`unsupported Node: ${process.version}; install one of ${node}\n`);
  });

  test('is packages that are not installed', async () => {
    await manifest({ dependencies: { zod: '4', absent: '1' } });
    expect(await start()).toEqual({
      code: 3,
      ...line(/^missing package: absent; install them with npm ci\n$/),
    });
    await rm(path.join(root, 'node_modules'), { recursive: true });
    await manifest({ dependencies: { a: '1', b: '1', c: '1', d: '1', e: '1' } });
    expect(await start()).toEqual({ code: 3, ...line(/^missing packages: a, b, c and 2 more; [^\n]*\n$/) });
  });

  test('is a package that package.json does not name', async () => {
    await commandLine("import 'unheard-of';");
    expect(await start()).toEqual({ code: 3, ...line(/^missing module: .*'unheard-of'.*npm ci\n$/) });
  });

  test('is a source that does not parse', async () => {
    await put('experiments/word.ts', 'export const word: string = ;\n');
    expect(await start()).toEqual({
      code: 2,
      ...line(/^invalid source: experiments\/word\.ts:1:29: Unexpected ";"; mend it[^\n]*\n$/),
    });
  });

  test('is an import of a source that is not there', async () => {
    await commandLine("import '../experiments/wrod.ts';");
    expect(await start()).toEqual({
      code: 2,
      ...line(/^invalid source: pipeline\/cli\.ts:1:\d+: Could not/),
    });
  });

  test('is a source that throws when it is loaded, which is no score', async () => {
    await put('experiments/word.ts', "throw new Error('no word\\nat all');\nexport const word = '';\n");
    expect(await start()).toEqual({ code: 70, ...line(/^internal error: .*: no word\n$/) });
  });

  test.each([
    ['in passing', "setTimeout(() => { throw new Error('late'); }, 10); await new Promise(() => {});"],
    [
      'in a promise',
      "Promise.reject(new Error('late')); await new Promise((done) => setTimeout(done, 1000));",
    ],
    ['at once', "throw new Error('late');"],
  ])('is no longer asked once the command runs, which explains itself: an error %s', async (_, body) => {
    await put(
      'pipeline/cli.ts',
      `export async function run() { ${body} }
export function explainFailure(error: unknown) { console.error('explained: ' + error); return 7; }
`,
    );
    expect(await start()).toEqual({ code: 7, ...line(/^explained: Error: late\n$/) });
  });

  test('is 70 when the command falls silent', async () => {
    await put('pipeline/cli.ts', 'export const run = () => new Promise(() => {});\n');
    expect((await start()).code).toBe(70);
  });

  test.each([
    ['met by a source', "throw Object.assign(new Error('open'), { code: 'EMFILE' });"],
    ['met by a program', "throw new Error('fork: too many open files in system');"],
    [
      'met in passing',
      "process.nextTick(() => { throw Object.assign(new Error('spawn'), { code: 'ENFILE' }); });",
    ],
  ])('is a low limit on open files, %s', async (_, source) => {
    await put('experiments/word.ts', `${source}\nawait new Promise(() => {});\nexport const word = '';\n`);
    expect(await start()).toEqual({ code: 3, ...line(/^too many open files; raise the limit [^\n]*\n$/) });
  });
});
