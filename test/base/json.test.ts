import { describe, expect, it, test } from 'vitest';
import { isCutShort, parseJson, tryParseJson } from '../../pipeline/base/json.ts';

describe('parseJson', () => {
  it('reads what JSON.parse reads', () => {
    const text = ' {"a": [1, "}", {"a": "\\"{:", "b" : null}], "b\\u0061": {}} ';
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  it.each([
    ['{"a":1,"a":2}', 'the key "a" is given twice'],
    ['[{"b":{"a":1,"c":"{","\\u0061":2}}]', 'the key "\\u0061" is given twice'],
    ['{"__proto__":{}}', 'a key is called __proto__'],
    ['{"a":{"\\u005f_proto__":1}}', 'a key is called __proto__'],
    ['['.repeat(65) + ']'.repeat(65), 'nested more than 64 deep'],
  ])('refuses %.40s', (text, message) => {
    expect(() => parseJson(text)).toThrow(message);
    expect(tryParseJson(text)).toBeUndefined();
  });

  it('passes over a byte order mark, and names UTF-16', () => {
    expect(parseJson('\ufeff{"a":1}')).toEqual({ a: 1 });
    for (const encoded of [
      Buffer.from('\ufeff{"a":1}', 'utf16le'),
      Buffer.from('{"a":1}', 'utf16le'),
      Buffer.from('\ufeff{"a":1}', 'utf16le').swap16(),
      Buffer.from('{"a":1}', 'utf16le').swap16(),
    ])
      expect(() => parseJson(encoded.toString('utf8'))).toThrow('it is UTF-16; save it as UTF-8');
  });

  it('refuses more than it may hold, and takes as much', () => {
    const limits = { containers: 3, values: 6 };
    expect(parseJson('[{},[1,"a,b",2]]', limits)).toEqual([{}, [1, 'a,b', 2]]);
    expect(() => parseJson('[{},{},{}]', limits)).toThrow('more than 3 objects and lists');
    expect(() => parseJson('[1,2,3,4,5,6,7]', limits)).toThrow('more than 6 values');
  });

  it('takes the same key in two objects for what it is', () => {
    expect(parseJson('[{"a":1},{"a":{"a":2}}]')).toEqual([{ a: 1 }, { a: { a: 2 } }]);
  });
});

test.each([
  ['', true],
  ['{"a":1', true],
  ['["a', true],
  ['["a\\"', true],
  ['{"a":"\\', true],
  ['{"a":"{"}', false],
  ['{"a":}', false],
  [' \n', true],
  ['\u001f\ufffd\b\u0000["', false],
])('isCutShort(%j) is %s', (text, expected) => expect(isCutShort(text)).toBe(expected));

test('a million brackets exhaust no stack', () => {
  expect(tryParseJson('['.repeat(1_000_000) + ']'.repeat(1_000_000))).toBeUndefined();
});

test('a text of nothing but escapes is looked through once', () => {
  // Tried again from each of its quotes it would take hours.
  expect(isCutShort(`"${'\\"'.repeat(2_000_000)}\\`)).toBe(true);
});
