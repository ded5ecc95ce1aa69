import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EXIT, UserError } from '../../pipeline/base/errors.ts';
import { locateDataSet } from '../../pipeline/data/locate.ts';
import { archivePath, HOSTILE_ARCHIVES } from './hostile-archives.ts';
import { TREE_SOURCE, temporaryFolder } from './tree.ts';

describe('one line and exit code 2 for an archive', () => {
  test.each(HOSTILE_ARCHIVES.map((archive) => [archive.title, archive] as const))(
    '%s',
    async (_, { write, problem }) => {
      const [dataDir, cacheDir] = [temporaryFolder(), temporaryFolder()];
      await write(archivePath(dataDir));
      const options = { preference: 'auto', dataDir, cacheDir, log: () => {} } as const;
      const error: unknown = await locateDataSet(TREE_SOURCE, options).catch((reason) => reason);
      expect(error).toBeInstanceOf(UserError);
      const { message, exitCode } = error as UserError;
      expect(exitCode).toBe(EXIT.usage);
      expect(message).toMatch(/^invalid data file: [^\n]*; replace it with the published file$/);
      expect(message).toMatch(problem);
    },
  );
});

test('all of them together take less than 300 MB of memory, the process included', async () => {
  const folders = HOSTILE_ARCHIVES.map(() => temporaryFolder());
  for (const [i, { write }] of HOSTILE_ARCHIVES.entries()) await write(archivePath(folders[i]!));
  const program = join(import.meta.dirname, 'read-archives.ts');
  const output = execFileSync(process.execPath, ['--import', 'tsx', program, ...folders], {
    encoding: 'utf8',
  });
  const { refused, peakMegabytes } = JSON.parse(output);
  expect(refused).toBe(HOSTILE_ARCHIVES.length);
  expect(peakMegabytes).toBeLessThan(300);
});
