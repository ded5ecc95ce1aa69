import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../cli.ts';
import { runFaults } from './faults.ts';

/**
 * `npm run faults [-- --kills <n>] [--seed <text>]`: kills quick builds at random moments and says whether anything was
 * lost, left over or made anew; ends with 1 if it was. Linux only.
 */

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    seed: { type: 'string', default: randomBytes(4).toString('hex') },
  },
});

const { folder, remove } = await temporaryFolder();
const summary = await runFaults({
  seed: values.seed,
  kills: Number(values.kills),
  killsARound: 20,
  scratch: folder,
  log: (line) => console.log(line),
});
console.log(JSON.stringify(summary, null, 2));
if (summary.problems.length > 0) {
  console.log(`failed    ${summary.problems.length} problems; ${folder} is kept`);
  process.exitCode = 1;
} else {
  await remove();
}
