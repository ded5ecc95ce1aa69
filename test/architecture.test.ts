import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { ROOT } from './cli.ts';

/** The stages of a build, from left to right: the longest matching prefix names a file's stage. */
const STAGES = [
  ['pipeline/errors.ts', 'pipeline/random.ts'],
  ['experiments/'],
  ['pipeline/data/'],
  ['pipeline/engine/'],
  ['pipeline/cache/'],
  ['pipeline/run/'],
  ['pipeline/results/'],
  ['pipeline/check/', 'experiments/claims/'],
  ['pipeline/grade/'],
  ['pipeline/report/'],
  ['pipeline/compare/', 'pipeline/github/'],
  ['pipeline/options.ts', 'pipeline/help.ts'],
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

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(path.join(ROOT, file), 'utf8'));
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
  const wrong = studied.filter((file) =>
    /from 'node:|\bDate\b|console\.|process\./.test(readFileSync(path.join(ROOT, file), 'utf8')),
  );
  expect(studied.length).toBeGreaterThan(10);
  expect(wrong).toEqual([]);
});

test('no source is larger than a reader can hold', () => {
  const long = sourceFiles().filter(
    (file) => readFileSync(path.join(ROOT, file), 'utf8').split('\n').length > 301,
  );
  expect(long).toEqual([]);
});
