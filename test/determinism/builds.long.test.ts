import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../cli.ts';
import { build } from './build.ts';
import { ALL_AT_ONCE, PLAIN } from './conditions.ts';

/** The short form; `npm run matrix` takes every condition by itself, and says which one makes a difference. */

let scratch: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder: scratch, remove } = await temporaryFolder()));
afterAll(() => remove());

describe.each(['onnxruntime', 'wasm'])('on %s', (engine) => {
  // Windows has neither umask nor sh.
  test.skipIf(process.platform === 'win32')(
    'a build gives the same bytes with other workers, places, locale, time zone and rights',
    async () => {
      const plain = await build(PLAIN, { scratch, engine });
      expect(await build(ALL_AT_ONCE, { scratch, engine })).toEqual(plain);
    },
  );
});
