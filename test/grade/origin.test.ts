import { expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { EXIT } from '../../pipeline/base/errors.ts';
import { findOtherOrigin } from '../../pipeline/grade/examine.ts';
import { exitCodeOf, statusOf } from '../../pipeline/grade/grade.ts';
import type { Results } from '../../pipeline/model/results.ts';
import { genuineResults, gradeOf } from './fixture.ts';

const genuine = await genuineResults();
const names = genuine.datasets.map(({ name }) => name);
const asked = { datasets: names, scale: genuine.scale };
const messages = (results: Results, wanted: Parameters<typeof findOtherOrigin>[1]) =>
  findOtherOrigin(results, wanted, study).map(({ kind, message }) => `${kind}: ${message}`);

test('results of the data and the scale that are asked for are of no other origin', () => {
  expect(findOtherOrigin(genuine, asked, study)).toEqual([]);
});

test('another scale is named with what to do, either way', () => {
  expect(messages({ ...genuine, scale: 'quick' }, { ...asked, scale: 'full' })).toEqual([
    'other-scale: these are quick runs, the points are for full; run without --quick',
  ]);
  expect(messages({ ...genuine, scale: 'full' }, { ...asked, scale: 'quick' })).toEqual([
    'other-scale: these are full runs, the points are for quick; run with --quick',
  ]);
});

test('data that the rubric does not name, and data that nobody knows, are named', () => {
  const [name] = names;
  expect(messages(genuine, { ...asked, datasets: ['one', 'two'] })).toContain(
    `other-data: these results come from ${name}, the points are for one and two; run on the data that the rubric names`,
  );
  const [record] = genuine.datasets;
  const unknown = { ...genuine, datasets: [...genuine.datasets, { ...record!, name: 'made-up' }] };
  expect(messages(unknown, asked)).toEqual([
    "other-data: made-up is none of this project's data sets; run on the data that the rubric names",
  ]);
});

test('an experiment that ran on the data of another subject is named', () => {
  const [[id, run] = []] = Object.entries(genuine.experiments);
  const strayed = { ...genuine, experiments: { [id!]: { ...run!, dataset: 'nowhere' } } };
  expect(messages(strayed, asked)).toEqual([
    `other-data: ${id} was run on nowhere, which is not its subject; run on the data that the rubric names`,
  ]);
  const foreign = { ...genuine, experiments: { 'of-nobody': { ...run!, dataset: 'nowhere' } } };
  expect(findOtherOrigin(foreign, asked, study)).toEqual([]);
});

test('one problem of this machine makes it the infrastructure, and less than full marks are not a success', () => {
  const stale = { kind: 'stale', message: '' } as const;
  expect(statusOf([stale])).toBe('invalid');
  expect(statusOf([stale, { kind: 'environment', message: '' }])).toBe('infrastructure');
  expect(exitCodeOf(gradeOf({ score: 1, maxScore: 2 }))).toBe(EXIT.expectation);
  expect(exitCodeOf(gradeOf({ score: 2, maxScore: 2 }))).toBe(EXIT.ok);
});
