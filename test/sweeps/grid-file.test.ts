import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { gridJsonSchema, MOST_RUNS, parseGrid, planGrid } from '../../pipeline/sweeps/grid-file.ts';
import { ROOT } from '../cli.ts';
import { find } from '../run/stand-ins.ts';

const GRIDS = path.join(ROOT, 'experiments/grids');
const EXAMPLES = readdirSync(GRIDS).filter((name) => name !== 'grid.schema.json');
const read = (name: string) => JSON.parse(readFileSync(path.join(GRIDS, name), 'utf8'));

const grid = (changed: object) => ({
  name: 'mine',
  title: 'Mine',
  base: 'a-network-a',
  sweep: { width: [10, 20] },
  ...changed,
});
const parse = (changed: object) => parseGrid(grid(changed), study);

describe('a grid file', () => {
  test('has a JSON Schema beside the examples, which they meet', () => {
    expect(read('grid.schema.json')).toEqual(JSON.parse(gridJsonSchema(study.trainers)));
    const validate = new Ajv2020().compile(JSON.parse(gridJsonSchema(study.trainers)));
    expect(EXAMPLES.length).toBeGreaterThanOrEqual(2);
    for (const name of EXAMPLES) {
      expect(validate(read(name)), name).toBe(true);
      expect(planGrid(parseGrid(read(name), study), [1]).cells.length, name).toBeGreaterThan(1);
    }
    expect(validate(grid({ sweep: { foo: [1] } }))).toBe(false);
  });

  test('starts from an experiment, or from the first that has a model', () => {
    expect(parse({ base: 'a-l2-1.0' }).base).toBe('a-l2-1.0');
    expect(parse({ base: 'part-a/network-b' }).base).toBe('a-network-b');
  });

  test('replaces fields of the base’s configuration', () => {
    const { sweep } = parse({ config: { iterations: 7, stream: 'mine' } });
    const base = find('a-network-a').config;
    expect(sweep.config).toEqual({ ...base, iterations: 7, stream: 'mine' });
  });

  test('keeps the order of its axes, the first varying slowest', () => {
    const { cells } = planGrid(parse({ sweep: { learningRate: [1, 2], width: [7, 8] } }), [1]);
    expect(cells.map(({ experiment }) => experiment.id)).toEqual([
      'mine/learningRate=1,width=7',
      'mine/learningRate=1,width=8',
      'mine/learningRate=2,width=7',
      'mine/learningRate=2,width=8',
    ]);
  });

  test('makes a cell that equals an experiment of the catalogue the same run', () => {
    const { cells } = planGrid(parse({ sweep: { width: [300] } }), [1]);
    expect(cells[0]!.experiment.config).toEqual(find('a-network-a').config);
  });

  test('says how many runs it comes to, with its own seeds or as many as are asked for', () => {
    expect(
      planGrid(parse({ sweep: { width: [1, 2], learningRate: [1, 2, 3] } }), [1, 2, 3, 4, 5]),
    ).toMatchObject({
      size: '2 x 3 x 5 = 30 runs',
      seeds: [1, 2, 3, 4, 5],
    });
    expect(planGrid(parse({ sweep: { width: [1], seed: [7, 3] } }), [1, 2, 3, 4, 5])).toMatchObject({
      size: '1 x 2 = 2 runs',
      seeds: [7, 3],
    });
  });

  test('is refused before it is expanded where it is too large', () => {
    const many = Array.from({ length: 1000 }, (_, index) => index + 1);
    const large = parse({ sweep: { width: many, iterations: many, learningRate: many } });
    expect(() => planGrid(large, [1])).toThrow(
      `invalid grid: 1000 x 1000 x 1000 x 1 = 1000000000 runs, more than ${MOST_RUNS}; cut it into several`,
    );
  });

  test.each<[changed: object, message: RegExp]>([
    [{ sweep: { foo: [1] } }, /^unknown axis: foo; one of width, .*, seed$/],
    [{ sweep: {} }, /^invalid grid: sweep: no axis beside the seed; /],
    [{ sweep: { seed: [1] } }, /^invalid grid: sweep: no axis beside the seed; /],
    [{ sweep: { width: [1], seed: [1, 1] } }, /^invalid grid: sweep\.seed: a seed is there twice$/],
    [{ sweep: { width: [] } }, /^invalid grid: sweep\.width: /],
    [{ sweep: { width: ['wide'] } }, /^invalid grid: sweep\.width\.0: /],
    [
      { base: 'a-nothing' },
      /^unknown base: a-nothing; name an experiment of the catalogue, such as a-softmax, /,
    ],
    [{ config: { iterations: -1 } }, /^invalid grid: config\.iterations: Too small/],
    [{ config: { batchSize: 4 } }, /^invalid grid: config: Unrecognized key: "batchSize"$/],
    [
      { config: { hiddenUnits: [] } },
      /^invalid grid: config: hidden layers: 0, and part-a\/network-a has 1$/,
    ],
    [{ name: '../x' }, /^invalid grid: name: /],
    [{ title: 'a\nb' }, /^invalid grid: title: not one line of text$/],
    [{ more: 1 }, /^invalid grid: Unrecognized key: "more"$/],
  ])('is refused with one line for %j', (changed, message) => {
    expect(() => parse(changed)).toThrow(message);
    expect(() => parse(changed)).not.toThrow(/\n/);
  });

  test('of any JSON is either a grid or refused with one line that says what is wrong', () => {
    const values = fc.oneof(
      fc.jsonValue(),
      fc.record({ sweep: fc.jsonValue(), config: fc.jsonValue() }, { requiredKeys: [] }).map(grid),
    );
    fc.assert(
      fc.property(values, (value) => {
        try {
          planGrid(parseGrid(value, study), [1]);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
          expect((error as Error).message).toMatch(/^(invalid (grid|sweep)|unknown (axis|base)): /);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
