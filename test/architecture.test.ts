import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { ROOT } from './cli.ts';

/** The stages of a build, from left to right: the longest matching prefix names a file's stage. */
const STAGES = [
  [
    'pipeline/base/errors.ts',
    'pipeline/base/escape.ts',
    'pipeline/base/json.ts',
    'pipeline/base/random.ts',
    'pipeline/processes/',
  ],
  ['experiments/'],
  ['pipeline/data/'],
  ['pipeline/engine/'],
  ['pipeline/cache/'],
  ['pipeline/run/'],
  ['pipeline/fleet/'],
  ['pipeline/results/'],
  ['pipeline/check/', 'experiments/claims/'],
  ['pipeline/grade/', 'pipeline/sweeps/'],
  ['pipeline/report/'],
  ['pipeline/compare/', 'pipeline/github/'],
  ['pipeline/commands/options.ts', 'pipeline/commands/help.ts'],
  ['pipeline/build/'],
  ['pipeline/bench/', 'pipeline/setup/'],
  ['pipeline/cli.ts'],
];

const PREFIXES = STAGES.flatMap((prefixes, stage) => prefixes.map((prefix) => ({ prefix, stage })));

function stageOf(file: string): number {
  const matches = PREFIXES.filter(({ prefix }) => file.startsWith(prefix));
  if (matches.length === 0) throw new Error(`unknown stage: ${file}; add its folder to STAGES`);
  return matches.reduce((best, match) => (match.prefix.length > best.prefix.length ? match : best)).stage;
}

function sourceFiles(): string[] {
  return ['experiments', 'pipeline'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
      .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/'))),
  );
}

const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

/** Without comments. */
const codeOf = (file: string) => textOf(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');

const filesWith = (pattern: RegExp) =>
  sourceFiles()
    .filter((file) => pattern.test(codeOf(file)))
    .sort();

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(textOf(file));
  return importedFiles
    .map(({ fileName }) => fileName)
    .filter((name) => name.startsWith('.'))
    .map((name) => path.posix.join(path.posix.dirname(file), name));
}

test('imports point to the left only', () => {
  const wrong = sourceFiles().flatMap((file) =>
    importsOf(file)
      .filter((target) => stageOf(target) > stageOf(file))
      .map((target) => `${file} imports ${target}`),
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
  'pipeline/commands/report.ts': 'tells when a run ended, in the RO-Crate',
  'pipeline/stages/run-log.ts': 'tells when a run began and how long its stages took, in run.json',
  'pipeline/data/failure-memory.ts': 'tells how long ago a download failed',
  'pipeline/data/files.ts': 'names a temporary file',
  'pipeline/data/patience.ts': 'times how long servers keep silent',
  'pipeline/engine/forbid-chance.ts': 'forbids them all',
  'pipeline/fleet/connection.ts': 'times how long a queue is out of reach',
  'pipeline/fleet/watch.ts': 'says now and then what a build waits for',
  'pipeline/fleet/work.ts': 'tells of its progress now and then, and when a refused run may be tried again',
  'pipeline/run/progress.ts': 'times runs, for the terminal and run.json',
  'pipeline/run/worker.ts': 'tells of its progress now and then',
};

test('clocks and chance are asked only where no result can hang on them', () => {
  const asks =
    /Math\.random|new Date\b|\bDate\(|\bDate\.now|performance\.now|hrtime|\brandom(Bytes|Fill|Int|UUID)|getRandomValues/;
  expect(filesWith(asks)).toEqual(Object.keys(CLOCKS_AND_CHANCE));
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
