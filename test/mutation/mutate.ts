import { Stryker } from '@stryker-mutator/core';
import { GROUPS } from './groups.ts';

/**
 * `npm run mutate [-- <group>...]`: changes the code of each group in many small ways, one at a time, and counts how
 * many of the changes some test notices. Ends with 1 when a group's score is below the threshold.
 */

/** Percent of the changes. */
const THRESHOLD = 85;

/** Results of earlier runs stay here, so that only what has changed since is tried again. */
const FOLDER = '.cache/mutation';

const IGNORED = ['.cache', 'report/*', '!report/reference'];

async function mutate(name: string): Promise<number> {
  const { mutate: sources, tests, except = [] } = GROUPS[name]!;
  process.env.MUTATION_TESTS = tests.join(' '); // for vitest.config.ts here
  const results = await new Stryker({
    mutate: [...sources],
    mutator: { plugins: null, excludedMutations: [...except] },
    ignorePatterns: IGNORED,
    testRunner: 'vitest',
    vitest: { configFile: 'test/mutation/vitest.config.ts', related: false },
    coverageAnalysis: 'perTest',
    concurrency: 1,
    timeoutMS: 30_000, // on a busy machine a slow test must not pass for one that noticed
    incremental: true,
    incrementalFile: `${FOLDER}/${name}.json`,
    tempDirName: `${FOLDER}/sandbox-${name}`,
    reporters: ['clear-text', 'progress-append-only', 'json'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
    jsonReporter: { fileName: `${FOLDER}/${name}-report.json` },
    allowConsoleColors: false,
  }).runMutationTest();
  const count = (...statuses: string[]) => results.filter(({ status }) => statuses.includes(status)).length;
  const noticed = count('Killed', 'Timeout');
  const all = noticed + count('Survived', 'NoCoverage');
  const score = (100 * noticed) / all;
  console.log(`mutation  ${name}: ${noticed} of ${all} changes noticed, ${score.toFixed(1)} %`);
  return score;
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(GROUPS);
const unknown = names.find((name) => !(name in GROUPS));
if (unknown) {
  console.error(`unknown group: ${unknown}; known are ${Object.keys(GROUPS).join(', ')}`);
  process.exit(2);
}
for (const name of names) {
  if ((await mutate(name)) < THRESHOLD) process.exitCode = 1;
}
