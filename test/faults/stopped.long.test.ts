import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../cli.ts';
import { awaitNoProcess, type BuildFolder, makeBuildFolder, outputDigests } from './folder.ts';
import { processesIn } from './marked.ts';
import { type RunningBuild, startBuild } from './running-build.ts';

/** Ctrl-C and its kin, at every stage of a build that is about to replace an earlier report. */
describe.skipIf(process.platform !== 'linux')('a build that is stopped', () => {
  let place: BuildFolder;
  let digests: string[];
  let remove: () => Promise<void>;
  beforeAll(async () => {
    const temporary = await temporaryFolder();
    remove = temporary.remove;
    place = await makeBuildFolder(temporary.folder, 'place');
    expect(await startBuild(place, { only: ['a-softmax'] }).ended).toMatchObject({ code: 0, stderr: '' });
    digests = await outputDigests(place);
  });
  afterAll(() => remove());

  const browserStarts = async (build: RunningBuild) => {
    const hasBrowser = () => processesIn(place.folder).some(({ kind }) => kind === 'browser');
    while (!hasBrowser() && build.process.exitCode === null) await pause(20);
  };
  type Stage = (build: RunningBuild) => Promise<void>;
  const stages: Record<string, Stage> = {
    'while it looks for its data': (build) => build.saying(/^engine/m),
    'when it begins to train': (build) => build.saying(/^plan/m),
    'while it trains': (build) => build.saying(/^ {2}trained/m),
    'while it renders': (build) => build.saying(/^claims/m),
    'while Chrome starts and prints': browserStarts,
  };
  const codes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
  const cases = Object.keys(stages).map((stage, index) => {
    const signal = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const)[index % 3]!;
    return { stage, signal, index, whole: index % 2 === 0 };
  });

  test.each(cases)(
    '$stage ends with one line on $signal, and leaves nothing but what is finished',
    async ({ stage, signal, index, whole }) => {
      const more = ['--seeds', String(index + 2)]; // so that there is something to do
      const build = startBuild(place, { only: ['a-softmax', 'a-l1'], more });
      await stages[stage]!(build);
      // A terminal tells the whole group, a process manager the build alone.
      process.kill(whole ? -build.process.pid! : build.process.pid!, signal);
      const { code, stderr } = await build.ended;
      expect({ code, stderr }).toEqual({
        code: codes[signal],
        stderr: `stopped by ${signal}: what is finished is kept; run it again to go on\n`,
      });
      expect(await awaitNoProcess(place)).toEqual(expect.any(Number));
      for (const folder of ['tmp', 'locks', 'store/tmp']) {
        await mkdir(path.join(place.cache, folder), { recursive: true });
        expect(await readdir(path.join(place.cache, folder)), folder).toEqual([]);
      }
      expect((await readdir(place.out)).filter((name) => name.startsWith('.'))).toEqual([]);
      expect(await outputDigests(place)).toEqual(digests);
    },
  );
});
