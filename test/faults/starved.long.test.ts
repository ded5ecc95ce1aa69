import { execFileSync } from 'node:child_process';
import { cp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { temporaryFolder } from '../cli.ts';
import { canMakeReadOnly, canMount, type Disk, mountDisk, readOnlyDisk } from './disks.ts';
import { awaitNoProcess, type BuildFolder, makeBuildFolder, outputDigests } from './folder.ts';
import { type BuildOptions, startBuild } from './running-build.ts';

/** Builds that lack room, rights, their cache, or a clock. */

const ONLY = ['a-softmax', 'a-l1'];
/** What the drawn images take. */
const { train, test: tested } = study.dataSources['fashion-mnist']!.embedded!.sizes;
const IMAGES_KIB = Math.ceil(((train + tested) * 28 * 28) / 1024);
let scratch: string;
let remove: () => Promise<void>;
let whole: BuildFolder;
let digests: string[];
beforeAll(async () => {
  ({ folder: scratch, remove } = await temporaryFolder());
  whole = await makeBuildFolder(scratch, 'whole');
  expect(await startBuild(whole, { only: ONLY }).ended).toMatchObject({ code: 0, stderr: '' });
  digests = await outputDigests(whole);
});
afterAll(() => remove());

let disk: Disk | undefined;
afterEach(() => {
  disk?.remove();
  disk = undefined;
});

/** A folder with an earlier report in it. */
async function earlier(name: string, places: Partial<BuildFolder> = {}): Promise<BuildFolder> {
  const place = { ...(await makeBuildFolder(scratch, name, whole)), ...places };
  if (!places.out) await cp(whole.out, place.out, { recursive: true });
  return place;
}

/** Has the build fail in one line, with nothing left over and the earlier report as it was. */
async function expectFailure(place: BuildFolder, stderr: RegExp, options: BuildOptions = {}) {
  const seeds = ['--seeds', '2']; // so that there is something to do
  const end = await startBuild(place, { only: ONLY, more: seeds, ...options }).ended;
  expect(end).toMatchObject({ code: 2, stderr: expect.stringMatching(stderr) });
  expect(end.stderr.match(/\n/g)).toHaveLength(1);
  expect(await awaitNoProcess(place)).toEqual(expect.any(Number));
  const left = await readdir(place.cache, { recursive: true }).catch(() => []);
  expect(left.filter((name) => /(^|\/)tmp\/.|\.tmp$|\.lock/.test(name))).toEqual([]);
}

describe.skipIf(process.platform !== 'linux')(
  'one line and exit code 2, and the earlier report is as it was, when',
  () => {
    test.skipIf(!canMount)(
      'the cache is full before the data are drawn (needs root, to mount a disk)',
      async () => {
        disk = mountDisk(`${IMAGES_KIB - 500}k`);
        const place = await earlier('drawing', { cache: disk.folder });
        await expectFailure(place, /^cannot write the cache folder: .*: ENOSPC; set REPORT_CACHE_DIR/);
        expect(await outputDigests(place)).toEqual(digests);
      },
    );

    test.skipIf(!canMount)(
      'the cache is full when runs are stored (needs root, to mount a disk)',
      async () => {
        disk = mountDisk(`${IMAGES_KIB + 500}k`);
        const place = await earlier('storing', { cache: disk.folder });
        await expectFailure(place, /^(invalid cache folder|cannot write the (cache )?folder): .*ENOSPC/);
        expect(await outputDigests(place)).toEqual(digests);
      },
    );

    test.skipIf(!canMount)('the output folder is full (needs root, to mount a disk)', async () => {
      // The new files do not fit beside the old ones.
      disk = mountDisk(
        `${Number(execFileSync('du', ['-sk', whole.out], { encoding: 'utf8' }).split('\t')[0]) + 500}k`,
      );
      const out = path.join(disk.folder, 'out');
      await cp(whole.out, out, { recursive: true });
      const place = await earlier('full-out', { out });
      await expectFailure(place, /^invalid output folder: .*ENOSPC.*; choose another with --out/);
      expect(await outputDigests(place)).toEqual(digests);
      expect((await readdir(out)).sort()).toEqual((await readdir(whole.out)).sort());
    });

    test('files may not grow any more', async () => {
      const place = await earlier('limit');
      await expectFailure(place, /^cannot write the cache folder: .*: EFBIG; set REPORT_CACHE_DIR/, {
        limit: 'ulimit -f 200',
      });
      expect(await outputDigests(place)).toEqual(digests);
    });

    test.skipIf(!canMakeReadOnly)(
      'the cache cannot be written (as root this needs to mount a disk)',
      async () => {
        disk = readOnlyDisk('cache');
        const place = await earlier('read-only-cache', { cache: path.join(disk.folder, 'cache') });
        await expectFailure(
          place,
          /^cannot write the folder: .*: E(ROFS|ACCES|NOENT); make room or make it writable/,
        );
        expect(await outputDigests(place)).toEqual(digests);
      },
    );

    test.skipIf(!canMakeReadOnly)(
      'the output folder cannot be written (as root this needs to mount a disk)',
      async () => {
        disk = readOnlyDisk('out');
        const place = await earlier('read-only-out', { out: path.join(disk.folder, 'out') });
        await expectFailure(place, /^invalid output folder: .*E(ROFS|ACCES).*; choose another with --out/);
      },
    );

    test('the data vanish before they are read', async () => {
      const place = await earlier('vanished');
      const build = startBuild(place, { only: ONLY });
      await build.saying(/^plan/m);
      await rm(place.cache, { recursive: true, maxRetries: 10 }); // the build goes on writing there
      const { code, stderr } = await build.ended;
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringMatching(/^a-\S+ seed 1: invalid data file: [^\n]*\n$/),
      });
      expect(await outputDigests(place)).toEqual(digests);
    });
  },
);

describe.skipIf(process.platform !== 'linux')(
  'the report is made all the same, with the same bytes, when',
  () => {
    test('the cache vanishes while it trains', async () => {
      const place = await makeBuildFolder(scratch, 'vanishing', whole);
      const build = startBuild(place, { only: ONLY, more: ['--workers', '1'] });
      await build.saying(/^ {2}trained/m);
      await rm(place.cache, { recursive: true, maxRetries: 10 }); // the build goes on writing there
      expect(await build.ended).toMatchObject({ code: 0, stderr: '' });
      expect(await outputDigests(place)).toEqual(digests);
    });

    test('the clocks of two builds at once jump by days and years', async () => {
      const place = await makeBuildFolder(scratch, 'clock', whole);
      const clock = fileURLToPath(new URL('jumping-clock.mjs', import.meta.url));
      const env = { NODE_OPTIONS: `--import ${clock}` };
      const ends = await Promise.all([0, 1].map(() => startBuild(place, { only: ONLY, env }).ended));
      for (const end of ends) expect(end).toMatchObject({ code: 0, stderr: '' });
      expect(ends.flatMap(({ trained }) => trained).sort()).toEqual(['a-l1 seed 1', 'a-softmax seed 1']);
      expect(await outputDigests(place)).toEqual(digests);
    });
  },
);
