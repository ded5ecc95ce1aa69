import { UserError } from '../../pipeline/base/errors.ts';
import { locateDataSet } from '../../pipeline/data/locate.ts';
import { TREE_SOURCE, temporaryFolder } from './tree.ts';

/** Reads the archives of the data folders that it is given, one after the other, and says what memory that took. */
async function main(folders: readonly string[]): Promise<void> {
  let refused = 0;
  for (const dataDir of folders) {
    const options = { preference: 'real', dataDir, cacheDir: temporaryFolder(), log: () => {} } as const;
    await locateDataSet(TREE_SOURCE, options).catch((error) => {
      if (error instanceof UserError) refused += 1;
    });
  }
  const peakMegabytes = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(JSON.stringify({ refused, peakMegabytes }));
}

main(process.argv.slice(2));
