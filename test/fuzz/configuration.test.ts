import fc from 'fast-check';
import { describe, expect } from 'vitest';
import study from '../../experiments/index.ts';
import { digestOf } from '../../pipeline/cache/key.ts';
import { fuzz } from './fuzz.ts';
import { mutatedDocument } from './mutate-json.ts';

const { experiments, trainers } = study;
const mutants = fc
  .constantFrom(...experiments)
  .chain(({ config }) =>
    mutatedDocument(JSON.stringify(config)).map((mutant) => ({ original: config, mutant })),
  );

/** -0 is written 0, and computes the same. */
const written = (value: unknown) => JSON.stringify(value);

describe('a mutated configuration is refused, or has a key of its own', () => {
  fuzz('configurations', mutants, ({ original, mutant }) => {
    const parsed = trainers[original.family]!.schema.safeParse(mutant);
    if (!parsed.success) return 'refused';
    expect(parsed.data).toEqual(mutant); // nothing dropped, nothing put right in silence
    const sameKey = digestOf(parsed.data) === digestOf(original);
    const sorted = (value: object) => written(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
    if (sorted(parsed.data) === sorted(original)) expect(sameKey).toBe(true);
    else if (sameKey) expect(JSON.parse(written(parsed.data))).toEqual(JSON.parse(written(original)));
    return 'accepted';
  });
});

/** What JSON would drop, bend or refuse. */
const NO_JSON = [undefined, Number.NaN, Number.NEGATIVE_INFINITY, 1n, new Map([['a', 1]]), new Date(0)];

/** They differ from the original in one place; some are no JSON there. */
const values = fc.oneof(
  {
    weight: 9,
    arbitrary: mutatedDocument(JSON.stringify(experiments[0])).map((mutant) => ({ mutant, isJson: true })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...NO_JSON)
      .map((config) => ({ mutant: { ...experiments[0], config }, isJson: false })),
  },
);

describe('a mutated value is refused, or has a key of its own', () => {
  fuzz('keys of values', values, ({ mutant, isJson }) => {
    let key: string;
    try {
      key = digestOf(mutant);
    } catch {
      return 'refused'; // what cannot be hashed, or nests deeper than the stack
    }
    expect(isJson).toBe(true);
    const same = key === digestOf(experiments[0]);
    const equal = () => expect(JSON.parse(written(mutant))).toEqual(JSON.parse(written(experiments[0])));
    if (same) equal();
    else expect(equal).toThrow();
    return 'accepted';
  });
});
