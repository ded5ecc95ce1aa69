import { expect, test } from 'vitest';
import { temporaryFolder } from '../cli.ts';
import { runFaults } from './faults.ts';

/** The long form is `npm run faults`. */
test.skipIf(process.platform !== 'linux')(
  'builds that are killed at random lose no finished run, leave nothing over, and end in the same bytes',
  async () => {
    const { folder, remove } = await temporaryFolder();
    const lines: string[] = [];
    const log = (line: string) => void lines.push(line);
    const options = { seed: 'test', kills: 10, killsARound: 5, scratch: folder, log };
    const { kills, byTarget, problems } = await runFaults(options);
    expect(problems, lines.join('\n')).toEqual([]);
    expect(kills).toBe(10);
    expect(byTarget).toEqual({ everything: 2, group: 2, build: 2, worker: 2, browser: 2 });
    await remove();
  },
);
