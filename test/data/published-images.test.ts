import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT, UserError } from '../../pipeline/base/errors.ts';
import { readPublishedFolder } from '../../pipeline/data/published.ts';
import { POOL_FILES } from '../../pipeline/data/records.ts';
import { CLEANED, png, TREE_SOURCE, temporaryFolder, treeFiles, writeArchive, writeFiles } from './tree.ts';

const silent = () => {};
const read = (folder: string) => readPublishedFolder(TREE_SOURCE, folder, silent);
const CLEANED_FILES = new Map([
  [POOL_FILES.images, CLEANED.images],
  [POOL_FILES.labels, CLEANED.labels],
]);

/** A folder with one archive, packed of these files. */
async function packed(files: Readonly<Record<string, Buffer>>, level?: number): Promise<string> {
  const folder = temporaryFolder();
  await writeArchive(join(folder, 'any.tar.gz'), Object.entries(files), level);
  return folder;
}

describe('a tree of images is the same data', () => {
  test('unpacked, in the folder itself or below', async () => {
    expect(await read(writeFiles(temporaryFolder(), treeFiles('.')))).toEqual(CLEANED_FILES);
    expect(await read(writeFiles(temporaryFolder(), treeFiles('some/where')))).toEqual(CLEANED_FILES);
  });

  test.each(['letters', 'letters-0a1b2c/letters', '.', './letters', 'x/y/z'])(
    'packed below %s',
    async (prefix) => {
      expect(await read(await packed(treeFiles(prefix)))).toEqual(CLEANED_FILES);
    },
  );

  test('packed in another order and with another compression', async () => {
    const reversed = Object.fromEntries(Object.entries(treeFiles()).reverse());
    const folder = await packed(reversed, 1);
    expect(readFileSync(join(folder, 'any.tar.gz'))).not.toEqual(
      readFileSync(join(await packed(treeFiles()), 'any.tar.gz')),
    );
    expect(await read(folder)).toEqual(CLEANED_FILES);
  });

  test('with and without the files that are known to be empty', async () => {
    const { 'letters/B/empty.png': _, ...rest } = treeFiles();
    expect(await read(await packed(rest))).toEqual(CLEANED_FILES);
  });

  test('among the other files of a repository', async () => {
    const other = {
      'r-1/README.md': Buffer.from('# r'),
      'r-1/letters_large/A/a.png': Buffer.from('other images'),
    };
    for (const files of [
      { ...treeFiles('r-1/letters'), ...other },
      { ...other, ...treeFiles('r-1/letters') },
    ])
      expect(await read(await packed(files))).toEqual(CLEANED_FILES);
  });

  test("with a system's hidden files beside the images", async () => {
    const files = {
      ...treeFiles(),
      'letters/A/._a.png': Buffer.from('x'),
      'letters/.DS_Store': Buffer.from('y'),
    };
    expect(await read(await packed(files))).toEqual(CLEANED_FILES);
  });
});

test('says how many images were left out, and why', async () => {
  const lines: string[] = [];
  await readPublishedFolder(TREE_SOURCE, await packed(treeFiles()), (line) => lines.push(line));
  expect(lines).toEqual(['tiny-letters: 7 images; without 1 copies and 2 under more than one label, 4']);
});

test.each([
  ['is not there', () => join(temporaryFolder(), 'nowhere')],
  ['is empty', temporaryFolder],
  ['is a file', () => join(writeFiles(temporaryFolder(), { file: Buffer.from('') }), 'file')],
  ['holds something else', () => writeFiles(temporaryFolder(), { 'images-idx3-ubyte.gz': Buffer.from('x') })],
])('a folder that %s has no data set', async (_, folder) => {
  expect(await read(folder())).toBeNull();
});

describe('a folder is refused, by one line that names what is wrong,', () => {
  const { 'letters/A/a.png': _, ...withoutOne } = treeFiles();
  test.each<[string, () => string, RegExp]>([
    [
      'with an image more',
      () => writeFiles(temporaryFolder(), { ...treeFiles(), 'letters/A/new.png': png([1, 2, 3, 4, 5, 7]) }),
      /holds 8 images, expected 7/,
    ],
    ['with an image less', () => writeFiles(temporaryFolder(), withoutOne), /holds 6 images, expected 7/],
    [
      'with a pixel changed',
      () =>
        writeFiles(temporaryFolder(), { ...treeFiles(), 'letters/A/a.png': png([10, 20, 30, 40, 50, 61]) }),
      /sha256 of the content is \w{64}, expected \w{64}/,
    ],
    [
      'with an image in another class',
      () =>
        writeFiles(temporaryFolder(), { ...withoutOne, 'letters/B/a2.png': png([10, 20, 30, 40, 50, 60]) }),
      /sha256 of the content/,
    ],
    [
      'with an empty file that is not known',
      () => writeFiles(temporaryFolder(), { ...treeFiles(), 'letters/A/empty.png': Buffer.alloc(0) }),
      /letters\/A\/empty\.png: is no PNG image/,
    ],
    [
      'with two trees',
      () => writeFiles(temporaryFolder(), { ...treeFiles('one'), ...treeFiles('two') }),
      /holds images in 2 places, \["one","two"\]/,
    ],
    [
      'with two archives',
      () => writeFiles(temporaryFolder(), { 'a.tgz': Buffer.from('x'), 'b.tar.gz': Buffer.from('y') }),
      /holds several archives, a\.tgz, b\.tar\.gz/,
    ],
    [
      'with a link to nowhere among the images',
      () => {
        const folder = writeFiles(temporaryFolder(), treeFiles('.'));
        symlinkSync('nowhere', join(folder, 'A', 'link.png'));
        return folder;
      },
      /A\/link\.png: is neither a file nor a folder/,
    ],
  ])('%s', async (_, folder, problem) => {
    const attempt = read(folder());
    await expect(attempt).rejects.toThrow(UserError);
    await expect(attempt).rejects.toMatchObject({ exitCode: EXIT.usage });
    await expect(attempt).rejects.toThrow(/^invalid data file: [^\n]*; replace it with the published file$/);
    await expect(attempt).rejects.toThrow(problem);
  });
});

test('reads a link to a file as the file', async () => {
  const elsewhere = join(temporaryFolder(), 'a.png');
  const { './A/a.png': bytes, ...rest } = treeFiles('.');
  writeFileSync(elsewhere, bytes!);
  const folder = writeFiles(temporaryFolder(), rest);
  mkdirSync(join(folder, 'A'), { recursive: true });
  symlinkSync(elsewhere, join(folder, 'A', 'a.png'));
  expect(await read(folder)).toEqual(CLEANED_FILES);
});
