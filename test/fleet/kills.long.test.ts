import { expect, test } from 'vitest';
import { surviveKills } from './kills.ts';
import { HAS_REDIS, onRedis } from './redis.ts';

/** The long form is test/fleet/kill-often.ts. */
const KILLS = 3;

test.skipIf(!HAS_REDIS || process.platform !== 'linux')(
  onRedis('a fleet of which something is killed at random loses nothing and does nothing twice'),
  async () => {
    const lines: string[] = [];
    await surviveKills({ kills: KILLS, seed: 'test', mostSeconds: 4, log: (line) => lines.push(line) });
    expect(lines.filter((line) => line.startsWith('kill '))).toHaveLength(KILLS);
    expect(lines.at(-1)).toMatch(/complete, the same bytes as a local build/);
  },
);
