import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { explainDifference, valueDifferences } from '../../pipeline/cache/explain.ts';
import { digestOf, type RunIdentity, runIdentity } from '../../pipeline/cache/key.ts';
import { lowLevel } from '../../pipeline/training/full-batch/config.ts';

const identity = runIdentity({
  config: study.experiments[0]!.config,
  trainer: 1,
  seed: 1,
  data: { name: 'fashion-embedded', digests: { 'train-images': 'aa', 'train-labels': 'bb' } },
  engine: { name: 'wasm', version: '4.22.0', numericClass: 'simd, 1 thread' },
  source: { code: 'cc', packages: { seedrandom: '3.0.5' } },
});

const { data, engine, source } = identity;
const config = lowLevel(identity.config);
const variations: [string, RunIdentity][] = [
  ['cache version: 2 -> 3', { ...identity, version: 3 }],
  ['trainer version: 1 -> 2', { ...identity, trainer: 2 }],
  ['config.iterations: 200 -> 201', { ...identity, config: { ...config, iterations: 201 } }],
  ['config.stream: "a-softmax" -> "other"', { ...identity, config: { ...config, stream: 'other' } }],
  [
    'data.digests.train-images: "aa" -> "ab"',
    { ...identity, data: { ...data, digests: { ...data.digests, 'train-images': 'ab' } } },
  ],
  [
    'engine.numericClass: "simd, 1 thread" -> "1 thread"',
    { ...identity, engine: { ...engine, numericClass: '1 thread' } },
  ],
  ['code changed', { ...identity, source: { ...source, code: 'cd' } }],
  [
    'package.seedrandom: "3.0.5" -> "3.0.6"',
    { ...identity, source: { ...source, packages: { seedrandom: '3.0.6' } } },
  ],
];

const explain = (now: RunIdentity) =>
  explainDifference({ identity, files: {} }, { identity: now, files: {} });

describe.each(variations)('%s', (explanation, changed) => {
  test('changes the key', () => expect(digestOf(changed)).not.toBe(digestOf(identity)));
  test('is named', () => expect(explain(changed)).toEqual([explanation]));
});

describe('explainDifference', () => {
  test('finds no difference between equal identities', () => {
    expect(explain(structuredClone(identity))).toEqual([]);
  });

  test('finds none where files differ and the code does not', () => {
    const files = { before: { 'a.ts': 'a' }, now: { 'b.ts': 'b' } };
    expect(explainDifference({ identity, files: files.before }, { identity, files: files.now })).toEqual([]);
  });

  test('names every difference, in the order of the alphabet', () => {
    const digests = { ...data.digests, 'train-labels': 'bc', 'test-images': 'dd' };
    const packages = { canonicalize: '2.1.0' };
    const now = { ...identity, data: { ...data, digests }, source: { code: 'cd', packages } };
    expect(explain(now)).toEqual([
      'data.digests.test-images: nothing -> "dd"',
      'data.digests.train-labels: "bb" -> "bc"',
      'code changed',
      'package.canonicalize: nothing -> "2.1.0"',
      'package.seedrandom: "3.0.5" -> nothing',
    ]);
  });

  test.each([
    ['one that changed', { 'a.ts': 'a' }, { 'a.ts': 'b' }, 'code changed: a.ts'],
    ['one that came', { 'a.ts': 'a' }, { 'a.ts': 'a', 'b.ts': 'b' }, 'code changed: b.ts (new)'],
    ['one that went', { 'a.ts': 'a', 'b.ts': 'b' }, { 'b.ts': 'b' }, 'code changed: a.ts (gone)'],
    ['one that moved', { 'a.ts': 'a' }, { 'z/a.ts': 'a' }, 'code changed: a.ts -> z/a.ts'],
    [
      'those first that tell most, sorted',
      { 'a.ts': 'a', 'c.ts': 'c', 'd.ts': 'd', 'e.ts': 'e' },
      { 'b.ts': 'a', 'c.ts': 'd', 'd.ts': 'c', 'f.ts': 'f' },
      'code changed: c.ts, d.ts, f.ts (new) and 2 more',
    ],
    ['none where all are the same', { 'a.ts': 'a' }, { 'a.ts': 'a' }, 'code changed'],
    ['none where those of before are not known', {}, { 'a.ts': 'a' }, 'code changed'],
    ['none where those of now are not known', { 'a.ts': 'a' }, {}, 'code changed'],
  ])('names files: %s', (_, before, now, told) => {
    const changed = { ...identity, source: { ...source, code: 'cd' } };
    expect(explainDifference({ identity, files: before }, { identity: changed, files: now })).toEqual([told]);
  });
});

test.each([
  ['a value that is gone', { a: 1 }, {}, 'x.a: 1 -> nothing'],
  ['an object in place of null', { a: null }, { a: { b: 1 } }, 'x.a: null -> {"b":1}'],
  ['null in place of an object', { a: { b: 1 } }, { a: null }, 'x.a: {"b":1} -> null'],
  ['a number in place of an object', { a: { b: 1 } }, { a: 2 }, 'x.a: {"b":1} -> 2'],
  ['a list, as a whole', { a: [1, 2] }, { a: [1, 3] }, 'x.a: [1,2] -> [1,3]'],
])('a difference is told: %s', (_, before, now, told) => {
  expect(valueDifferences('x', before, now)).toEqual([told]);
});

test('another seed has another key', () => {
  expect(digestOf({ ...identity, seed: 2 })).not.toBe(digestOf(identity));
});

test('the order of fields does not change the key', () => {
  const reversed = Object.fromEntries(Object.entries(identity).reverse());
  expect(digestOf(reversed)).toBe(digestOf(identity));
});

test('equal JSON has equal digests, other JSON has others', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      const same = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
      expect(digestOf(a) === digestOf(b)).toBe(same);
    }),
    { seed: 1 },
  );
});

test.each([
  ['undefined', { a: undefined }],
  ['NaN', { a: Number.NaN }],
  ['Infinity', [Number.POSITIVE_INFINITY]],
  ['a Map', new Map([['a', 1]])],
  ['a date', { a: new Date(0) }],
  ['a function', { a: () => 1 }],
  ['a big integer', { a: 1n }],
])('%s is refused rather than hashed as nothing', (_, value) => {
  expect(() => digestOf(value)).toThrow();
});

test('a key called __proto__ counts like any other', () => {
  expect(digestOf(JSON.parse('{"a":1,"__proto__":2}'))).not.toBe(digestOf({ a: 1 }));
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
