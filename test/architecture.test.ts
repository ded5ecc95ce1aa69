import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import picomatch from 'picomatch';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { ROOT } from './cli.ts';
import { GROUPS } from './mutation/groups.ts';

/** The folders of pipeline/ in their order: a file imports from earlier ones and its own only. */
const ORDER: readonly (string | readonly string[])[] = [
  'base',
  'model',
  'study.ts',
  'numbers',
  'processes',
  'data',
  'engine',
  'training',
  'cache',
  'run',
  'sweeps',
  'results',
  ['claims', 'bands'],
  'reference',
  'charts',
  'report',
  ['grade', 'compare', 'github', 'fleet'],
  'stages',
  ['bench', 'setup', 'sensitivity', 'preview'],
  'commands',
  'entry',
];
const RANKS = new Map(ORDER.flatMap((names, rank) => [names].flat().map((name) => [name, rank] as const)));

/** What builds are made of and what stands beside them: no business of a study's. */
const NOT_FOR_STUDIES = [
  'grade',
  'compare',
  'github',
  'fleet',
  'stages',
  'commands',
  'bench',
  'setup',
  'sensitivity',
  'preview',
  'entry',
];

/** The folder of pipeline/ that a file lies in; files beside the folders are `entry`, but for the study's interface. */
function folderOf(file: string): string {
  const [top = '', name = '', ...rest] = file.split('/');
  if (top === 'experiments') return top;
  if (rest.length === 0) return name === 'study.ts' ? name : 'entry';
  if (!RANKS.has(name)) throw new Error(`unknown folder: pipeline/${name}; add it to ORDER`);
  return name;
}

function filesIn(folder: string): string[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
    .sort();
}

const sourceFiles = (): string[] =>
  ['experiments', 'pipeline']
    .flatMap(filesIn)
    .filter((name) => /\.[jt]s$/.test(name) && !name.endsWith('.d.ts') && !name.includes('/extract-zip/'));

const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** Without comments. */
const codeOf = (file: string) => textOf(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');

const filesWith = (pattern: RegExp) =>
  sourceFiles()
    .filter((file) => pattern.test(codeOf(file)))
    .sort();

const importedBy = (file: string): string[] =>
  ts.preProcessFile(textOf(file)).importedFiles.map(({ fileName }) => fileName);

/** Every import of one file by another. */
function arrows(): { readonly from: string; readonly to: string }[] {
  return sourceFiles().flatMap((from) =>
    importedBy(from)
      .filter((name) => name.startsWith('.'))
      .map((name) => ({ from, to: path.posix.join(path.posix.dirname(from), name) })),
  );
}

test('imports point to earlier folders only, so that there is no circle of folders', () => {
  const back = arrows()
    .filter(({ from, to }) => {
      const [importer, imported] = [folderOf(from), folderOf(to)];
      const studied = [importer, imported].includes('experiments');
      return !studied && importer !== imported && RANKS.get(imported)! >= RANKS.get(importer)!;
    })
    .map(({ from, to }) => `${from} -> ${to}`);
  expect(back).toEqual([]);
});

test('a study is handed in: nothing imports it, launch.js brings it in by its folder', () => {
  const importing = arrows().filter(
    ({ from, to }) => folderOf(to) === 'experiments' && folderOf(from) !== 'experiments',
  );
  expect(importing).toEqual([]);
});

test('a study imports neither the stages of a build nor what stands beside them', () => {
  const wrong = arrows().filter(
    ({ from, to }) => folderOf(from) === 'experiments' && NOT_FOR_STUDIES.includes(folderOf(to)),
  );
  expect(wrong).toEqual([]);
});

test('the framework does not know what its study is about', () => {
  const about = /part-[abc]|'[abc]-|notmnist|fashion|1_[123]/i;
  expect(filesIn('pipeline').filter((file) => about.test(textOf(file)))).toEqual([]);
});

test('no source needs a package that only developers have', () => {
  const { devDependencies } = JSON.parse(textOf('package.json')) as {
    devDependencies: Record<string, string>;
  };
  const wrong = sourceFiles().flatMap((file) =>
    [...importedBy(file), ...(codeOf(file).match(/(?<=resolve\(')[^'/]+/g) ?? [])]
      .filter((name) => name in devDependencies)
      .map((name) => `${file} -> ${name}`),
  );
  expect(wrong).toEqual([]);
});

test('what is studied knows no files, no clock and no printing', () => {
  const studied = sourceFiles().filter((file) => file.startsWith('experiments/'));
  const wrong = studied.filter((file) => /from 'node:|\bDate\b|console\.|process\./.test(textOf(file)));
  expect(studied.length).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});

/** Who may ask a clock or for chance, and why no result hangs on it. */
const CLOCKS_AND_CHANCE: Readonly<Record<string, string>> = {
  'pipeline/bench/build-times.ts': 'times builds',
  'pipeline/bench/fleet.ts': 'times jobs',
  'pipeline/bench/pace.ts': 'times iterations',
  'pipeline/bundle.js': 'tells how old an unused bundle is',
  'pipeline/commands/report.ts': 'tells when a run ended, in the RO-Crate',
  'pipeline/data/fetch-file.ts': 'times transfers',
  'pipeline/data/files.ts': 'names a temporary file',
  'pipeline/engine/forbid-chance.ts': 'forbids them all',
  'pipeline/fleet/connection.ts': 'times how long a queue is out of reach',
  'pipeline/fleet/serve.ts': 'times how long a queue refuses',
  'pipeline/fleet/watch.ts': 'says now and then what a build waits for',
  'pipeline/fleet/work.ts': 'tells of its progress now and then, and when a refused run may be tried again',
  'pipeline/processes/temporary.ts': 'tells how old a left-over of another machine is',
  'pipeline/run/progress.ts': 'times runs, for the terminal and run.json',
  'pipeline/run/worker.ts': 'tells of its progress now and then',
  'pipeline/stages/run-log.ts': 'tells when a run began and how long its stages took, in run.json',
};

test('clocks and chance are asked only where no result can hang on them', () => {
  const asks =
    /Math\.random|new Date\b|\bDate\(|\bDate\.now|performance\.now|hrtime|\brandom(Bytes|Fill|Int|UUID)|getRandomValues/;
  expect(filesWith(asks)).toEqual(Object.keys(CLOCKS_AND_CHANCE));
});

test('nothing listens but the preview and the benchmark’s search for a free port, on this machine alone', () => {
  const listening = filesWith(/createServer|\.listen\(|createSocket/);
  expect(listening).toEqual(['pipeline/bench/redis.ts', 'pipeline/preview/server.ts']);
  for (const file of listening) expect(textOf(file)).toMatch(/'127\.0\.0\.1'|host: LOOPBACK/);
  expect(textOf('pipeline/preview/routes.ts')).toContain("LOOPBACK = '127.0.0.1'");
});

test('random numbers come from one module, which names a source for each', () => {
  expect(filesWith(/from '(d3-random|seedrandom)'/)).toEqual(['pipeline/base/random.ts']);
  // d3-random takes Math.random for itself when it is loaded, before any experiment can forbid it.
  const uses = codeOf('pipeline/base/random.ts').match(/randomNormal\S*/g);
  expect(uses).toEqual(['randomNormal', expect.stringMatching(/^randomNormal\.source\(uniform\)/)]);
});

test('nothing depends on the locale or the time zone of the machine', () => {
  const local =
    /toLocale|\bIntl\b|localeCompare|getTimezoneOffset|\.get(FullYear|Month|Date|Day|Hours|Minutes|Seconds)\(|to(Date|Time)String/;
  expect(filesWith(local)).toEqual([]);
});

test('no source is larger than a reader can hold', () => {
  const long = sourceFiles().filter((file) => textOf(file).split('\n').length > 301);
  expect(long).toEqual([]);
});

test('what npm run mutate changes, and the tests that ought to notice, are there', () => {
  const files = ['experiments', 'pipeline', 'test'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
      (file) => `${folder}/${file.split(path.sep).join('/')}`,
    ),
  );
  const globs = Object.values(GROUPS).flatMap(({ mutate, tests }) => [...mutate, ...tests]);
  // Braces say each of their words: one that is not there is no less wrong than a glob without any file.
  const each = globs.flatMap((glob) => {
    const [all, words] = /\{(.*)\}/.exec(glob) ?? [];
    return words === undefined ? [glob] : words.split(',').map((word) => glob.replace(all!, word));
  });
  const matchesNone = (glob: string) => {
    const matches = picomatch(glob);
    return !files.some((file) => matches(file));
  };
  expect(each.filter(matchesNone)).toEqual([]);
});
