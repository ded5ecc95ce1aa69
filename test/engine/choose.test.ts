import { expect, test } from 'vitest';
import { EXIT } from '../../pipeline/base/errors.ts';
import { identifyEngine, openEngine } from '../../pipeline/engine/choose.ts';
import { findEngine } from '../../pipeline/engine/identity.ts';
import { ENGINE_NAMES, SLICE_SAMPLES } from '../../pipeline/model/engine.ts';

test('an identity names the versions, the threads and the slices', () => {
  const { identity } = identifyEngine('onnxruntime');
  expect(identity.version).toMatch(/^onnxruntime-node \d+\.\d+\.\d+$/);
  expect(identity.numericClass).toMatch(new RegExp(`^1 thread, .*slices of ${SLICE_SAMPLES}$`));
});

test('auto takes the first engine that is there and says why others are not', async () => {
  const available = ENGINE_NAMES.filter((name) => 'identity' in findEngine(name));
  const { identity, notes } = identifyEngine('auto');
  expect(identity.name).toBe(available[0]);
  expect(notes.length).toBe(ENGINE_NAMES.indexOf(identity.name));
  const opened = await openEngine('auto');
  expect(opened.engine.identity).toEqual(identity);
  expect(opened.notes).toEqual(notes);
});

test.skipIf('identity' in findEngine('tensorflow'))(
  'an engine that is asked for and is not there is an error that says what to do',
  async () => {
    const failure = {
      exitCode: EXIT.missing,
      message: expect.stringMatching(/tensorflow is not available: .*; run `npm run setup:tensorflow`/),
    };
    expect(() => identifyEngine('tensorflow')).toThrow(expect.objectContaining(failure));
    await expect(openEngine('tensorflow')).rejects.toMatchObject(failure);
  },
);

test('an engine is identified in less than 150 ms', () => {
  const start = performance.now();
  identifyEngine('auto');
  expect(performance.now() - start).toBeLessThan(150);
});
