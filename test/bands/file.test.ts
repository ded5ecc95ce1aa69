import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import {
  type Band,
  type Bands,
  formatBands,
  parseBands,
  readBands,
  writeBands,
} from '../../pipeline/bands/file.ts';
import { EXIT, UserError } from '../../pipeline/base/errors.ts';
import type { Study } from '../../pipeline/study.ts';

const FILE = 'bands/x.json';
const { experiments } = study;
const band: Band = {
  value: 0.795,
  low: 0.78,
  high: 0.81,
  deviation: 0.005,
  degreesOfFreedom: 12,
  statistic: 'final',
  derived: 'by hand',
  seeds: [1, 2, 3],
  date: '2026-11-22',
};
const bands: Bands = { 'a-softmax': { 'test.accuracy': band } };

/** The message that parsing gives. */
function refusal(content: unknown): string {
  try {
    parseBands(typeof content === 'string' ? content : JSON.stringify(content), FILE, experiments);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(EXIT.usage);
    return (error as UserError).message;
  }
  return 'accepted';
}
const withBand = (change: object) => ({ 'a-softmax': { 'test.accuracy': { ...band, ...change } } });

describe('parseBands', () => {
  it('reads what formatBands writes, and an empty file', () => {
    expect(parseBands(formatBands(bands), FILE, experiments)).toEqual(bands);
    expect(parseBands('{}', FILE, experiments)).toEqual({});
  });

  it.each([
    ['a value on the lower edge', { value: 0.78 }],
    ['a value on the upper edge', { value: 0.81 }],
    ['a band of no width', { value: 0.8, low: 0.8, high: 0.8 }],
  ])('accepts %s', (_, change) => expect(refusal(withBand(change))).toBe('accepted'));

  it('keeps what JSON says of the text, on one line', () => {
    expect(refusal('{"a":\n\n x}')).toMatch(/x\.json:3: not JSON: \S.* .*\S; correct it/);
    expect(refusal([])).toMatch(new RegExp(`^invalid band file: ${FILE}:1: (?!:)\\S`));
  });

  const place = `invalid band file: ${FILE}:1: a-softmax/test.accuracy`;
  it.each([
    ['a misspelt key', withBand({ hihg: 0.9 }), `${place}: Unrecognized key: "hihg"`],
    ['a missing key', withBand({ high: undefined }), `${place}/high: `],
    ['edges the wrong way round', withBand({ low: 0.82 }), `${place}/low: 0.82 is above high, 0.81`],
    ['a value above the band', withBand({ value: 0.9 }), `${place}/value: 0.9 is not in [0.78, 0.81]`],
    ['a value below the band', withBand({ value: 0.1 }), `${place}/value: 0.1 is not in [0.78, 0.81]`],
    ['a deviation of nothing', withBand({ deviation: 0 }), `${place}/deviation: `],
    ['a statistic that there is not', withBand({ statistic: 'best' }), `${place}/statistic: `],
    ['a number in quotes', withBand({ low: '0.78' }), `${place}/low: `],
    ['null, as JSON writes what is not finite', withBand({ low: Number.NaN }), `${place}/low: `],
    ['no seeds', withBand({ seeds: [] }), `${place}/seeds: `],
    ['a date that is none', withBand({ date: '22.11.2026' }), `${place}/date: `],
    [
      'an unknown experiment',
      { 'a-sofmax': {} },
      `${FILE}:1: a-sofmax: unknown experiment; did you mean a-softmax?; `,
    ],
    [
      'an unknown metric',
      { 'a-softmax': { 'test.acuracy': band } },
      'test.acuracy: unknown metric; did you mean test.accuracy?; ',
    ],
    ['text that is not JSON', '{"a-softmax": {\n', `invalid band file: ${FILE}:2: not JSON: `],
    ['a list', [], `invalid band file: ${FILE}:1: `],
  ])('refuses %s in one line that says what to do', (_, content, message) => {
    const line = refusal(content);
    expect(line).toContain(message);
    expect(line).toMatch(/; correct it, or restore it and derive the bands anew with npm run bands$/);
    expect(line).not.toContain('\n');
  });

  it.each([
    ['"high": 0.81', '"hgih": 0.81', 6],
    ['"low": 0.78', '"low": 0.795,\n      "low": 0.78', 6],
    ['"low": 0.78', '"low": "0.78"', 5],
    ['"low": 0.78', '"low": 0.82', 5],
    ['"low": 0.78', "'low': 0.78", 5],
    ['"low": 0.78', 'low: 0.78', 5],
    ['"low": 0.78', '"low": .78', 5],
    ['"low": 0.78', '"low": lowest', 5],
    ['"low": 0.78,', '"low": 0.78', 6],
    ['"seeds": [1, 2, 3]', '"seeds": [\n1,\n2.5\n]', 13],
    ['"test.accuracy"', '"test.acuracy"', 3],
    ['"a-softmax"', '"a-sofmax"', 2],
    ['"2026-11-22"', '"2026-11-22",', 13],
  ])('says in which line it found the mistake: %s as %s', (right, wrong, line) => {
    const text = formatBands(bands);
    expect(text).toContain(right);
    expect(refusal(text.replace(right, wrong))).toMatch(new RegExp(`^invalid band file: ${FILE}:${line}: `));
  });

  it('refuses a number too large to be finite', () => {
    expect(refusal(JSON.stringify(bands).replace('0.81', '1e999'))).toContain(
      'a-softmax/test.accuracy/high: ',
    );
  });
});

describe('formatBands', () => {
  it('gives the same bytes whatever the order of keys', () => {
    const { date, seeds, ...rest } = band;
    const reordered: Bands = {
      'a-softmax': { 'train.loss': { date, seeds, ...rest }, 'test.accuracy': band },
    };
    const more: Bands = { 'a-softmax': { 'test.accuracy': band, 'train.loss': band } };
    expect(formatBands(reordered)).toBe(formatBands(more));
  });

  it('keeps a list of seeds on one line', () => {
    expect(formatBands(bands)).toContain('"seeds": [1, 2, 3],\n');
  });
});

describe('band files', () => {
  let root: string;
  let own: Pick<Study, 'folder' | 'experiments'>;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'bands-'));
    await mkdir(path.join(root, 'bands'));
    own = { folder: pathToFileURL(`${root}/`).href, experiments };
  });
  afterEach(() => rm(root, { recursive: true }));

  it('are read back as they were written', async () => {
    await writeBands(own, { 'fashion-mnist': bands, 'fashion-embedded': {} });
    expect(await readBands(own)).toEqual({ 'fashion-mnist': bands, 'fashion-embedded': {} });
    expect(await readFile(path.join(root, 'bands/fashion-embedded.json'), 'utf8')).toBe('{}\n');
  });

  it('are read in the order of their names, and nothing else beside them', async () => {
    for (const name of ['b.json', 'a.json', 'c.json']) {
      await writeFile(path.join(root, 'bands', name), '{}');
    }
    await writeFile(path.join(root, 'bands/README.md'), 'no band');
    expect(Object.keys(await readBands(own))).toEqual(['a', 'b', 'c']);
  });

  it('are named when one is damaged', async () => {
    await writeFile(path.join(root, 'bands/fashion-mnist.json'), '{"a-sofmax": {}}');
    await expect(readBands(own)).rejects.toThrow('bands/fashion-mnist.json:1: a-sofmax');
  });
});
