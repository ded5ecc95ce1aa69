import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { EXIT, UserError } from '../../pipeline/base/errors.ts';
import { type LocateOptions, locateDataSet } from '../../pipeline/data/locate.ts';
import type { DataSource } from '../../pipeline/model/data-set.ts';
import { IDX_CONTENTS, IDX_SOURCE, idxFiles } from './idx-source.ts';
import { CLEANED, TREE_SOURCE, temporaryFolder, treeFiles, writeArchive, writeFiles } from './tree.ts';

/** A machine with folders of its own, and no network: whoever asks for one is told so by a failing test. */
function machine() {
  const [dataDir, cacheDir] = [temporaryFolder(), temporaryFolder()];
  const lines: string[] = [];
  const locate = (source: DataSource, options: Partial<LocateOptions> = {}) =>
    locateDataSet(source, { preference: 'auto', cacheDir, log: (line) => void lines.push(line), ...options });
  return { dataDir, cacheDir, lines, locate };
}
const IN_DATA_DIR = Object.fromEntries(
  Object.entries(idxFiles('.gz')).map(([name, bytes]) => [`tiny-shirts/${name}`, bytes]),
);

describe('four IDX files are found', () => {
  test.each(['.gz', ''])('in REPORT_DATA_DIR, called "...-ubyte%s"', async (ending) => {
    const { dataDir, cacheDir, locate } = machine();
    writeFiles(join(dataDir, 'tiny-shirts'), idxFiles(ending));
    const { folder, record } = await locate(IDX_SOURCE, { dataDir });
    expect(folder.startsWith(join(cacheDir, 'data', 'tiny-shirts-'))).toBe(true);
    for (const [name, content] of Object.entries(IDX_CONTENTS)) {
      expect(new Uint8Array(readFileSync(join(folder, name)))).toEqual(content);
    }
    expect(record).toMatchObject({
      name: 'tiny-shirts',
      subject: 'tiny-shirts',
      kind: 'real',
    });
    expect(Object.keys(record.digests)).toEqual(Object.keys(IDX_CONTENTS));
  });

  test('whatever compressed them', async () => {
    const { dataDir, locate } = machine();
    const packed = Object.entries(IDX_CONTENTS).map(([name, content]) => [
      `${name}.gz`,
      gzipSync(content, { level: 1 }),
    ]);
    writeFiles(join(dataDir, 'tiny-shirts'), Object.fromEntries(packed));
    expect((await locate(IDX_SOURCE, { dataDir })).record.kind).toBe('real');
  });

  test('where a package of the system put them', async () => {
    const installed = writeFiles(temporaryFolder(), idxFiles('.gz'));
    const source = {
      ...IDX_SOURCE,
      published: { ...IDX_SOURCE.published, installed: ['/nowhere', installed] },
    };
    expect((await machine().locate(source)).record.kind).toBe('real');
  });

  test('but not in a package that holds something else, and that is said', async () => {
    const files = {
      ...idxFiles('.gz'),
      't10k-labels-idx1-ubyte.gz': idxFiles('.gz')['train-labels-idx1-ubyte.gz']!,
    };
    const installed = writeFiles(temporaryFolder(), files);
    const { lines, locate } = machine();
    const source = { ...IDX_SOURCE, published: { ...IDX_SOURCE.published, installed: [installed] } };
    expect((await locate(source)).record.kind).toBe('embedded');
    expect(lines[0]).toMatch(
      /is passed over \(invalid data file: t10k-labels-idx1-ubyte\.gz: sha256 of the content/,
    );
  });

  test('in the cache, once they were found elsewhere', async () => {
    const { dataDir, locate } = machine();
    writeFiles(dataDir, IN_DATA_DIR);
    const first = await locate(IDX_SOURCE, { dataDir });
    expect(await locate(IDX_SOURCE, { preference: 'real' })).toEqual(first);
  });

  test('and prepared anew where the cache is damaged', async () => {
    const { dataDir, locate } = machine();
    writeFiles(dataDir, IN_DATA_DIR);
    const { folder } = await locate(IDX_SOURCE, { dataDir });
    writeFileSync(join(folder, 'train-labels-idx1-ubyte'), 'half');
    expect((await locate(IDX_SOURCE)).record.kind).toBe('embedded');
    expect((await locate(IDX_SOURCE, { dataDir })).record.kind).toBe('real');
  });

  test('by one of several builds that begin at once, the others take them', async () => {
    const { dataDir, locate } = machine();
    await writeArchive(join(dataDir, 'tiny-letters', 'l.tar.gz'), Object.entries(treeFiles()));
    const lines: string[] = [];
    const log = (line: string) => void lines.push(line);
    const found = await Promise.all(Array.from({ length: 4 }, () => locate(TREE_SOURCE, { dataDir, log })));
    expect(new Set(found.map(({ folder }) => folder)).size).toBe(1);
    expect(lines.filter((line) => line.includes('7 images'))).toHaveLength(1);
  });
});

describe('REPORT_DATA_DIR', () => {
  test.each<[string, Record<string, Uint8Array>, RegExp]>([
    [
      'with a damaged file',
      { ...IN_DATA_DIR, 'tiny-shirts/t10k-labels-idx1-ubyte.gz': Buffer.from('half') },
      /^invalid data file: t10k-labels-idx1-ubyte\.gz: .*; replace it with the published file$/,
    ],
    [
      'with another content',
      {
        ...IN_DATA_DIR,
        'tiny-shirts/t10k-labels-idx1-ubyte.gz': IN_DATA_DIR['tiny-shirts/train-labels-idx1-ubyte.gz']!,
      },
      /t10k-labels-idx1-ubyte\.gz: sha256 of the content is \w{64}, expected \w{64}/,
    ],
    [
      'with a damaged file among absent ones',
      { 'tiny-shirts/train-images-idx3-ubyte.gz': Buffer.from('half') },
      /train-images-idx3-ubyte\.gz/,
    ],
  ])('%s is an error, although embedded data could be had', async (_, files, problem) => {
    const { dataDir, locate } = machine();
    writeFiles(dataDir, files);
    const attempt = locate(IDX_SOURCE, { dataDir });
    await expect(attempt).rejects.toThrow(UserError);
    await expect(attempt).rejects.toMatchObject({ exitCode: EXIT.usage });
    await expect(attempt).rejects.toThrow(problem);
  });

  test('without the set, or without one file of it, is passed over, and that is said', async () => {
    const { dataDir, lines, locate } = machine();
    const { 'tiny-shirts/train-images-idx3-ubyte.gz': _, ...rest } = IN_DATA_DIR;
    expect((await locate(IDX_SOURCE, { dataDir })).record.kind).toBe('embedded');
    writeFiles(dataDir, rest);
    expect((await locate(IDX_SOURCE, { dataDir })).record.kind).toBe('embedded');
    expect(
      lines.filter(
        (line) => line === `tiny-shirts: not complete in REPORT_DATA_DIR: ${join(dataDir, 'tiny-shirts')}`,
      ),
    ).toHaveLength(2);
  });
});

test('a tree of images is kept as one file set, with the digests that its record states', async () => {
  const { dataDir, locate } = machine();
  writeFiles(join(dataDir, 'tiny-letters'), treeFiles());
  const { folder, record } = await locate(TREE_SOURCE, { dataDir });
  expect(new Uint8Array(readFileSync(join(folder, 'images-idx3-ubyte')))).toEqual(CLEANED.images);
  expect(new Uint8Array(readFileSync(join(folder, 'labels-idx1-ubyte')))).toEqual(CLEANED.labels);
  expect(readdirSync(folder)).toHaveLength(2);
  expect(record).toEqual({
    name: 'tiny-letters',
    subject: 'tiny-letters',
    kind: 'real',
    digests: {
      'images-idx3-ubyte': TREE_SOURCE.published.cleaned.images,
      'labels-idx1-ubyte': TREE_SOURCE.published.cleaned.labels,
    },
    sizes: { train: 2, test: 2 },
    splitBySeed: true,
    rows: 2,
    columns: 3,
    classNames: ['A', 'B'],
    source: 'made up',
  });
});

describe('the preference', () => {
  test('"real" without real data says how to get them, and exits 3', async () => {
    const { cacheDir, dataDir, locate } = machine();
    const attempt = locate(IDX_SOURCE, { preference: 'real' });
    await expect(attempt).rejects.toMatchObject({ exitCode: EXIT.missing });
    await expect(attempt).rejects.toThrow(
      `missing data set: tiny-shirts: not in the cache (${cacheDir}); get it with "npm run data" (4.2 MB), ` +
        'or put its files into REPORT_DATA_DIR/tiny-shirts',
    );
    await expect(locate(TREE_SOURCE, { preference: 'real', dataDir })).rejects.toThrow(
      `missing data set: tiny-letters: neither in REPORT_DATA_DIR (${dataDir}) nor in the cache (${cacheDir}); get it`,
    );
    expect(existsSync(join(cacheDir, 'data'))).toBe(false);
  });

  test('"auto" without real data takes the embedded form and names it differently', async () => {
    const { lines, locate } = machine();
    const { record } = await locate(IDX_SOURCE);
    expect(record).toMatchObject({ name: 'shirts-embedded', subject: 'tiny-shirts', kind: 'embedded' });
    expect(lines).toEqual(['shirts-embedded: drawing 2 + 1 images']);
  });

  test('"embedded" does not look at real data', async () => {
    const { dataDir, locate } = machine();
    writeFiles(dataDir, IN_DATA_DIR);
    expect((await locate(IDX_SOURCE, { preference: 'embedded', dataDir })).record.kind).toBe('embedded');
  });

  test('"auto" is an error where a source has neither', async () => {
    const { published: _, ...unpublished } = TREE_SOURCE;
    await expect(machine().locate(TREE_SOURCE)).rejects.toMatchObject({ exitCode: EXIT.missing });
    await expect(machine().locate(unpublished)).rejects.toThrow('tiny-letters has no published form');
  });

  test.each(['auto', 'real', 'embedded'] as const)('"%s" never asks a network', async (preference) => {
    const fetch = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('no network'));
    await machine()
      .locate(IDX_SOURCE, { preference })
      .catch(() => {});
    await machine()
      .locate(TREE_SOURCE, { preference })
      .catch(() => {});
    expect(fetch).not.toHaveBeenCalled();
    fetch.mockRestore();
  });
});

describe('embedded data', () => {
  test('are written as plain IDX, once', async () => {
    const { lines, locate } = machine();
    const { folder } = await locate(IDX_SOURCE, { preference: 'embedded' });
    expect(new Uint8Array(readFileSync(join(folder, 'train-images-idx3-ubyte')))).toEqual(
      Uint8Array.of(...[0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3], 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6),
    );
    expect(new Uint8Array(readFileSync(join(folder, 't10k-labels-idx1-ubyte')))).toEqual(
      Uint8Array.of(...[0, 0, 8, 1, 0, 0, 0, 1], 1),
    );
    await locate(IDX_SOURCE, { preference: 'embedded' });
    expect(lines).toHaveLength(1);
  });

  test('are refused, and nothing is kept, when the generator gives other bytes than are stated', async () => {
    const { cacheDir, locate } = machine();
    const embedded = {
      ...IDX_SOURCE.embedded,
      digests: { ...IDX_SOURCE.embedded.digests, 'train-labels': '00' },
    };
    await expect(locate({ ...IDX_SOURCE, embedded })).rejects.toThrow(
      /train-labels-idx1-ubyte was made with sha256 \w{64}, its source states 00/,
    );
    expect(readdirSync(cacheDir)).toEqual(['locks']);
  });

  test('into a cache folder that cannot be written are one clear line', async () => {
    const file = join(temporaryFolder(), 'not-a-folder');
    writeFileSync(file, '');
    const attempt = machine().locate(IDX_SOURCE, { cacheDir: file });
    await expect(attempt).rejects.toMatchObject({ exitCode: EXIT.usage });
    await expect(attempt).rejects.toThrow(/^cannot write the .*folder: .*; .*REPORT_CACHE_DIR/);
  });
});

test('the test files are what they say: gzip of the contents', () => {
  for (const [name, bytes] of Object.entries(idxFiles('.gz'))) {
    expect(new Uint8Array(gunzipSync(bytes))).toEqual(IDX_CONTENTS[name.replace('.gz', '')]);
  }
});
