import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Entrant, race } from '../../pipeline/bench/race.ts';
import { temporaryFolder } from '../cli.ts';

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());

/** A process that notes each lap in a file and says that every iteration took 3 seconds. */
function entrant(id: string, more: Partial<Entrant> & { script?: string } = {}): Entrant {
  const { script, ...rest } = more;
  const answer = `
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      require('node:fs').appendFileSync('laps', '${id} ' + line + '\\n');
      const seconds = Array(Number(line)).fill(3);
      console.log(JSON.stringify({ seconds, peakMemoryBytes: 1000 }));
    });`;
  const command = { file: process.execPath, args: ['-e', script ?? answer], env: {}, cwd: folder };
  return { id, title: id, processes: 1, threads: 1, iterations: 1, command, ...rest };
}

const failures: string[] = [];
const options = {
  laps: 2,
  onFailure: ({ id }: Entrant, reason: string) => void failures.push(`${id}: ${reason}`),
};

test('runs laps in turn after one that does not count, and leaves the slow out of later ones', async () => {
  const finishes = await race([entrant('a', { iterations: 2 }), entrant('slow', { laps: 1 })], options);
  const laps = await readFile(path.join(folder, 'laps'), 'utf8');
  expect(laps.trim().split('\n')).toEqual(['a 2', 'slow 1', 'a 2', 'slow 1', 'a 2']);
  expect(finishes.map(({ seconds }) => seconds)).toEqual([[3, 3], [3]]);
});

test('counts half of the time for each of two experiments at once', async () => {
  const [finish] = await race([entrant('pair', { processes: 2 })], options);
  expect(finish).toMatchObject({ seconds: [3 / 2, 3 / 2], peakMemoryBytes: 1000 });
});

test('goes on without an entrant that fails, and says why', async () => {
  const broken = entrant('broken', { script: 'console.error("no such library"); process.exit(1)' });
  const absent = entrant('absent', {
    command: { file: path.join(folder, 'nothing'), args: [], env: {}, cwd: folder },
  });
  const finishes = await race([broken, absent, entrant('whole')], options);
  expect(finishes.map(({ entrant: { id } }) => id)).toEqual(['whole']);
  expect(failures).toEqual(['broken: no such library', expect.stringMatching(/absent: .*ENOENT/)]);
});
