import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT, UserError } from '../../pipeline/base/errors.ts';
import { fetchDataSets, type LocateOptions, locateDataSet } from '../../pipeline/data/locate.ts';
import { PATIENT } from '../../pipeline/data/patience.ts';
import type { DataSource } from '../../pipeline/model/data-set.ts';

import {
  type Answer,
  fakeFetch,
  LETTERS_TO_RESPLIT,
  serveTiny,
  TINY_FILES,
  TINY_LETTERS,
  TINY_SET,
  temporaryFolder,
  writeTinySet,
} from './tiny.ts';

const HOUR_MS = 3_600_000;
const ONLINE = { 'first.example': serveTiny };
const OFFLINE = {};

/** A machine with folders of its own: locates the tiny set as often as one likes. */
function machine(servers: Readonly<Record<string, Answer>>) {
  const { fetch, asked } = fakeFetch(servers);
  const [dataDir, cacheDir] = [temporaryFolder(), temporaryFolder()];
  mkdirSync(join(cacheDir, 'data'));
  const lines: string[] = [];
  const shared = { cacheDir, fetch, log: (line: string) => void lines.push(line) };
  const patience = { ...PATIENT, pauseMs: 0 };
  const located = (set: DataSource, options: Partial<LocateOptions>) =>
    locateDataSet(set, { preference: 'auto', patience, ...shared, ...options });
  const locate = (options: Partial<LocateOptions> = {}) => located(TINY_SET, options);
  const locateLetters = (options: Partial<LocateOptions> = {}) => located(TINY_LETTERS, options);
  const fetchAll = (options: { dataDir?: string } = {}) =>
    fetchDataSets([TINY_SET, TINY_LETTERS], { patience, ...shared, ...options });
  return { dataDir, cacheDir, asked, lines, locate, locateLetters, fetchAll };
}

describe('REPORT_DATA_DIR', () => {
  test('comes first, and no server is asked', async () => {
    const { dataDir, locate, asked } = machine(ONLINE);
    writeTinySet(dataDir);
    const { folder, record } = await locate({ dataDir });
    expect(folder).toBe(join(dataDir, 'fashion-mnist'));
    expect(record).toEqual({
      name: 'fashion-mnist',
      subject: 'fashion-mnist',
      kind: 'real',
      digests: {
        'train-images-idx3-ubyte.gz': Object.values(TINY_SET.fingerprints['train-images'])[0],
        'train-labels-idx1-ubyte.gz': Object.values(TINY_SET.fingerprints['train-labels'])[0],
        't10k-images-idx3-ubyte.gz': Object.values(TINY_SET.fingerprints['t10k-images'])[0],
        't10k-labels-idx1-ubyte.gz': Object.values(TINY_SET.fingerprints['t10k-labels'])[0],
      },
      sizes: { train: 2, test: 2 },
      rows: 2,
      columns: 3,
      classNames: TINY_SET.classNames,
      source: 'Zalando Research, MIT licence',
    });
    expect(asked).toEqual([]);
  });

  test('with a wrong file is an error even where another copy could be had', async () => {
    const { dataDir, cacheDir, locate } = machine(ONLINE);
    writeTinySet(join(cacheDir, 'data'));
    writeTinySet(dataDir, { 't10k-labels': TINY_FILES['t10k-labels'].subarray(1) });
    const attempt = locate({ dataDir });
    await expect(attempt).rejects.toThrow(UserError);
    await expect(attempt).rejects.toMatchObject({ exitCode: EXIT.usage });
    await expect(attempt).rejects.toThrow(
      /^invalid data file: t10k-labels-idx1-ubyte\.gz: sha256 is \w{64}, expected \w{64}; replace it/,
    );
  });

  test('with a wrong file among absent ones is an error as well', async () => {
    const { dataDir, locate } = machine(ONLINE);
    writeTinySet(dataDir, { 'train-images': Buffer.from('half'), 'train-labels': null });
    await expect(locate({ dataDir })).rejects.toThrow('invalid data file: train-images-idx3-ubyte.gz');
  });

  test('with a folder in place of a file is an error', async () => {
    const { dataDir, locate } = machine(ONLINE);
    writeTinySet(dataDir, { 'train-labels': null });
    mkdirSync(join(dataDir, 'fashion-mnist', 'train-labels-idx1-ubyte.gz'));
    await expect(locate({ dataDir })).rejects.toThrow(/train-labels-idx1-ubyte\.gz: cannot be read \(E/);
  });

  test('without the set, or without one file of it, is passed over', async () => {
    const { dataDir, cacheDir, lines, locate } = machine(OFFLINE);
    writeTinySet(join(cacheDir, 'data'));
    const fromCache = await locate({ dataDir });
    expect(fromCache.folder).toBe(join(cacheDir, 'data', 'fashion-mnist'));
    expect(lines).toEqual(['fashion-mnist: not complete in REPORT_DATA_DIR']);
    writeTinySet(dataDir, { 'train-images': null });
    expect((await locate({ dataDir })).folder).toBe(fromCache.folder);
  });
});

describe('the cache', () => {
  test('gives the same record as REPORT_DATA_DIR, so that results have the same bytes', async () => {
    const { dataDir, cacheDir, locate } = machine(OFFLINE);
    writeTinySet(dataDir);
    writeTinySet(join(cacheDir, 'data'));
    expect((await locate()).record).toEqual((await locate({ dataDir })).record);
  });

  test('is filled anew where it is damaged', async () => {
    const { cacheDir, lines, locate } = machine(ONLINE);
    writeTinySet(join(cacheDir, 'data'), { 'train-images': Buffer.from('half') });
    expect((await locate()).record.kind).toBe('real');
    expect(lines[0]).toMatch(/the cached copy is damaged and will be replaced/);
    expect((await locate()).record.kind).toBe('real');
  });
});

describe('a download', () => {
  test('is kept, and not repeated', async () => {
    const { cacheDir, asked, locate } = machine(ONLINE);
    const { folder } = await locate();
    expect(folder).toBe(join(cacheDir, 'data', 'fashion-mnist'));
    expect(readdirSync(folder)).toHaveLength(4);
    expect(readFileSync(join(folder, 'train-images-idx3-ubyte.gz'))).toEqual(TINY_FILES['train-images']);
    expect(asked).toHaveLength(4);
    await locate();
    expect(asked).toHaveLength(4);
  });

  test('that fails leaves no file that could be taken for data', async () => {
    const wrong: Answer = () => new Response('something else');
    const { cacheDir, locate } = machine({ 'first.example': wrong, 'second.example': wrong });
    expect((await locate()).record.kind).toBe('embedded');
    expect(existsSync(join(cacheDir, 'data', 'fashion-mnist'))).toBe(false);
  });

  test('that failed is not tried again for an hour, and the log says so', async () => {
    const { asked, lines, locate } = machine(OFFLINE);
    let nowMs = 1_700_000_000_000;
    const now = () => nowMs;
    await locate({ now });
    const firstTime = asked.length;
    expect(firstTime).toBeGreaterThan(0);
    nowMs += HOUR_MS - 1;
    expect((await locate({ now })).record.name).toBe('fashion-embedded');
    expect(asked).toHaveLength(firstTime);
    expect(lines.at(-1)).toBe(
      'fashion-mnist: not tried to download again: failed 60 min ago; "npm run data" does',
    );
    nowMs += 1;
    await locate({ now });
    expect(asked.length).toBeGreaterThan(firstTime);
  });

  test.each([
    ['is no JSON', 'half a no'],
    ['is from the future', JSON.stringify({ failedAtMs: 2e12, reason: '' })],
  ])('is tried when the note of the last failure %s', async (_, note) => {
    const { cacheDir, locate } = machine(ONLINE);
    writeFileSync(join(cacheDir, 'data', 'fashion-mnist.download-failed.json'), note);
    expect((await locate({ now: () => 1_700_000_000_000 })).record.kind).toBe('real');
  });

  test('is always tried for real data, and makes the failure forgotten', async () => {
    const { cacheDir, locate } = machine(ONLINE);
    const note = join(cacheDir, 'data', 'fashion-mnist.download-failed.json');
    writeFileSync(note, JSON.stringify({ failedAtMs: Date.now(), reason: '' }));
    expect((await locate({ preference: 'real' })).record.kind).toBe('real');
    expect(existsSync(note)).toBe(false);
  });

  test('into a cache folder that cannot be written is one clear line', async () => {
    const { dataDir, locate } = machine(ONLINE);
    const file = join(dataDir, 'not-a-folder');
    writeFileSync(file, '');
    const attempt = locate({ cacheDir: file, preference: 'real' });
    await expect(attempt).rejects.toMatchObject({ exitCode: EXIT.usage });
    await expect(attempt).rejects.toThrow(/^cannot write the cache folder: .*: E\w+; set REPORT_CACHE_DIR/);
  });
});

describe('the preference', () => {
  test('"real" without real data says what was tried, and exits 3', async () => {
    const { dataDir, locate } = machine(OFFLINE);
    const attempt = locate({ preference: 'real', dataDir });
    await expect(attempt).rejects.toMatchObject({ exitCode: EXIT.missing });
    await expect(attempt).rejects.toThrow(
      'missing data set: fashion-mnist: not complete in REPORT_DATA_DIR, not in the cache, not downloaded ' +
        '(train-images-idx3-ubyte.gz: first.example: ENOTFOUND; second.example: ENOTFOUND); ' +
        'connect to a network, or put its files into REPORT_DATA_DIR/fashion-mnist, or use --data auto',
    );
  });

  test('"auto" without real data takes the embedded form and names it differently', async () => {
    const { lines, locate } = machine(OFFLINE);
    const { record } = await locate();
    expect(record).toMatchObject({ name: 'fashion-embedded', subject: 'fashion-mnist', kind: 'embedded' });
    expect(lines.at(-1)).toBe('fashion-mnist: cannot be downloaded');
  });

  test('"embedded" does not look at real data', async () => {
    const { dataDir, asked, locate } = machine(ONLINE);
    writeTinySet(dataDir);
    expect((await locate({ preference: 'embedded', dataDir })).record.kind).toBe('embedded');
    expect(asked).toEqual([]);
  });
});

describe('a re-split', () => {
  const NOTICE =
    "notmnist: not complete; notmnist-10k in its place: a seeded re-split of notMNIST's 10,000 test images, " +
    'without its 60,000 training images; collected by Yaroslav Bulatov, packaged as IDX by David Flanagan, MIT licence';

  test.each(['auto', 'real'] as const)(
    'stands in, for "%s", where only test files are here',
    async (preference) => {
      const { dataDir, lines, locateLetters } = machine(OFFLINE);
      writeTinySet(dataDir, LETTERS_TO_RESPLIT, 'notmnist');
      const { record } = await locateLetters({ preference, dataDir });
      expect(record).toMatchObject({ name: 'notmnist-10k', subject: 'notmnist', kind: 'real' });
      expect(record.sizes).toEqual({ train: 3, test: 2 });
      expect(lines.at(-1)).toBe(NOTICE);
    },
  );

  test('is made of the test files in the cache as well', async () => {
    const { cacheDir, locateLetters } = machine(OFFLINE);
    writeTinySet(join(cacheDir, 'data'), LETTERS_TO_RESPLIT, 'notmnist');
    expect((await locateLetters()).record.name).toBe('notmnist-10k');
  });

  test('is not made of damaged files in the cache', async () => {
    const { cacheDir, locateLetters } = machine(OFFLINE);
    const damaged = { ...LETTERS_TO_RESPLIT, 't10k-labels': Buffer.from('half') };
    writeTinySet(join(cacheDir, 'data'), damaged, 'notmnist');
    expect((await locateLetters()).record.name).toBe('letters-embedded');
  });

  test('comes after the whole set, wherever that is', async () => {
    const { dataDir, cacheDir, locateLetters } = machine(OFFLINE);
    writeTinySet(dataDir, LETTERS_TO_RESPLIT, 'notmnist');
    expect((await locateLetters({ dataDir })).record.name).toBe('notmnist-10k');
    writeTinySet(
      join(cacheDir, 'data'),
      { ...LETTERS_TO_RESPLIT, 'train-images': TINY_FILES['train-images'] },
      'notmnist',
    );
    expect((await locateLetters({ dataDir })).record.name).toBe('notmnist');
  });

  test('comes after a download', async () => {
    const serveLetters: Answer = (address) => {
      const part = address.includes('t10k-images') ? 't10k-images' : 't10k-labels';
      return address.includes('t10k')
        ? new Response(new Uint8Array(LETTERS_TO_RESPLIT[part]))
        : serveTiny(address);
    };
    const { dataDir, locateLetters } = machine({ 'first.example': serveLetters });
    writeTinySet(dataDir, LETTERS_TO_RESPLIT, 'notmnist');
    expect((await locateLetters({ dataDir })).record.name).toBe('notmnist');
  });

  test('is taken without a download for an hour after one failed', async () => {
    const { dataDir, asked, lines, locateLetters } = machine(OFFLINE);
    writeTinySet(dataDir, LETTERS_TO_RESPLIT, 'notmnist');
    await locateLetters({ dataDir });
    const firstTime = asked.length;
    expect(firstTime).toBeGreaterThan(0);
    expect((await locateLetters({ dataDir })).record.name).toBe('notmnist-10k');
    expect(asked).toHaveLength(firstTime);
    expect(lines.at(-2)).toMatch(/^notmnist: not tried to download again/);
    expect(lines.at(-1)).toBe(NOTICE);
  });

  test('is not for a set with one test file only, nor for fashion-mnist', async () => {
    const { dataDir, locate, locateLetters } = machine(OFFLINE);
    writeTinySet(dataDir, { ...LETTERS_TO_RESPLIT, 't10k-labels': null }, 'notmnist');
    writeTinySet(dataDir, { 'train-images': null });
    expect((await locateLetters({ dataDir })).record.name).toBe('letters-embedded');
    await expect(locateLetters({ dataDir, preference: 'real' })).rejects.toMatchObject({
      exitCode: EXIT.missing,
    });
    expect((await locate({ dataDir })).record.name).toBe('fashion-embedded');
  });

  test('of a damaged file in REPORT_DATA_DIR is an error', async () => {
    const { dataDir, locateLetters } = machine(OFFLINE);
    writeTinySet(dataDir, { ...LETTERS_TO_RESPLIT, 't10k-labels': Buffer.from('half') }, 'notmnist');
    await expect(locateLetters({ dataDir })).rejects.toMatchObject({ exitCode: EXIT.usage });
    await expect(locateLetters({ dataDir })).rejects.toThrow('invalid data file: t10k-labels-idx1-ubyte.gz');
  });

  test('gives way to embedded letters where those are asked for', async () => {
    const { dataDir, locateLetters } = machine(OFFLINE);
    writeTinySet(dataDir, LETTERS_TO_RESPLIT, 'notmnist');
    const { record } = await locateLetters({ dataDir, preference: 'embedded' });
    expect(record).toMatchObject({ name: 'letters-embedded', kind: 'embedded' });
  });
});

describe('fetchDataSets', () => {
  test('says for each set whether it was here, came, or why it did not', async () => {
    const { dataDir, cacheDir, fetchAll } = machine(ONLINE);
    const folder = join(cacheDir, 'data', 'fashion-mnist');
    const [fashion, letters] = await fetchAll();
    expect(fashion).toEqual({ name: 'fashion-mnist', outcome: 'downloaded', detail: folder });
    expect(letters).toMatchObject({ name: 'notmnist', outcome: 'not available' });
    expect(letters!.detail).toMatch(/t10k-images-idx3-ubyte\.gz: first\.example: sha256 is \w+, expected/);
    expect((await fetchAll())[0]).toEqual({ name: 'fashion-mnist', outcome: 'present', detail: folder });
    writeTinySet(dataDir);
    expect((await fetchAll({ dataDir }))[0]!.detail).toBe(join(dataDir, 'fashion-mnist'));
  });

  test('makes do with a re-split where only test files are here', async () => {
    const { dataDir, lines, fetchAll } = machine(OFFLINE);
    writeTinySet(dataDir, LETTERS_TO_RESPLIT, 'notmnist');
    const [fashion, letters] = await fetchAll({ dataDir });
    expect(fashion).toMatchObject({ outcome: 'not available' });
    expect(letters).toMatchObject({ name: 'notmnist', outcome: 're-split' });
    expect(existsSync(join(letters!.detail, 'train-images-idx3-ubyte.gz'))).toBe(true);
    expect(lines.at(-1)).toMatch(/^notmnist: not complete; notmnist-10k in its place/);
  });

  test('refuses a damaged file in REPORT_DATA_DIR', async () => {
    const { dataDir, fetchAll } = machine(ONLINE);
    writeTinySet(dataDir, { 'train-labels': Buffer.from('half') });
    await expect(fetchAll({ dataDir })).rejects.toThrow('invalid data file: train-labels-idx1-ubyte.gz');
  });
});
