import { parseArgs } from 'node:util';
import { surviveKills } from './kills.ts';

/** node --import tsx test/fleet/kill-often.ts [--kills 50] [--seed 1] [--most-seconds 8] */

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    'most-seconds': { type: 'string', default: '8' },
  },
});
const { kills, seed, 'most-seconds': mostSeconds } = values;
console.log(`${kills} kills, seed ${seed}, at most ${mostSeconds} s apart`);
await surviveKills({ kills: Number(kills), seed, mostSeconds: Number(mostSeconds), log: console.log });
console.log('all survived');
