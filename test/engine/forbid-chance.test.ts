import nodeCrypto, { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { hrtime } from 'node:process';
import { dropout, tensor1d, util } from '@tensorflow/tfjs-core';
import { describe, expect, test } from 'vitest';
import { forbidChance } from '../../pipeline/engine/forbid-chance.ts';
import '@tensorflow/tfjs-backend-cpu';

/** Everything that must throw, as code would call it. */
const CALLS: Record<string, () => unknown> = {
  'Math.random': () => Math.random(),
  'Date.now': () => Date.now(),
  'new Date': () => new Date(),
  'new Date of a day, which the time zone moves': () => new Date(2020, 1, 1),
  'Date as a function': () => Date(),
  'Date by Reflect': () => Reflect.construct(Date, []),
  'performance.now': () => performance.now(),
  'process.hrtime': () => process.hrtime(),
  'process.hrtime.bigint': () => process.hrtime.bigint(),
  'hrtime, imported': () => hrtime(),
  'crypto.getRandomValues': () => crypto.getRandomValues(new Uint8Array(4)),
  'crypto.randomUUID': () => crypto.randomUUID(),
  'nodeCrypto.webcrypto.getRandomValues': () => nodeCrypto.webcrypto.getRandomValues(new Uint8Array(4)),
  'nodeCrypto.getRandomValues': () => nodeCrypto.getRandomValues(new Uint8Array(4)),
  'nodeCrypto.randomFillSync': () => nodeCrypto.randomFillSync(new Uint8Array(4)),
  'nodeCrypto.randomFill': () => nodeCrypto.randomFill(new Uint8Array(4), () => {}),
  'randomBytes, imported': () => randomBytes(4),
  'randomInt, imported': () => randomInt(4),
  'randomUUID, imported': () => randomUUID(),
  "TensorFlow.js's shuffle": () => util.shuffle([1, 2, 3, 4]),
  "TensorFlow.js's dropout without a seed": () => dropout(tensor1d([1, 2, 3, 4]), 0.5),
  "TensorFlow.js's clock": () => util.now(),
};

describe.each(Object.keys(CALLS))('%s', (name) => {
  const call = CALLS[name]!;

  test('throws during an experiment, and works again after its failure', async () => {
    const work = async () => void call();
    await expect(forbidChance(work)).rejects.toThrow(/^\S+ was called during an experiment; /);
    expect(call).not.toThrow();
  });

  test('fails the experiment even where the error is caught', async () => {
    const work = async () => {
      try {
        call();
      } catch {}
    };
    await expect(forbidChance(work)).rejects.toThrow('was called during an experiment');
  });
});

describe('forbidChance', () => {
  test('gives what the work gives, and everything back as it was', async () => {
    const all = () => [
      Object.getOwnPropertyDescriptors(Math),
      Object.getOwnPropertyDescriptors(Date),
      Object.getOwnPropertyDescriptor(globalThis, 'Date'),
      Object.getOwnPropertyDescriptors(performance),
      Object.getOwnPropertyDescriptors(crypto),
      Object.getOwnPropertyDescriptors(nodeCrypto),
      Object.getOwnPropertyDescriptor(process, 'hrtime'),
      Object.getOwnPropertyDescriptors(process.hrtime),
    ];
    const before = all();
    expect(await forbidChance(async () => 42)).toBe(42);
    expect(all()).toEqual(before);
    await expect(forbidChance(async () => Promise.reject(new Error('its own')))).rejects.toThrow('its own');
    expect(all()).toEqual(before);
  });

  test('says where the numbers must come from instead', async () => {
    await expect(forbidChance(async () => Math.random())).rejects.toThrow(
      'Math.random was called during an experiment; draw from its random stream instead',
    );
    await expect(forbidChance(async () => new Date())).rejects.toThrow(
      'globalThis.Date was called during an experiment; no result may depend on the time',
    );
  });

  test('refuses to be used inside itself, and bans on', async () => {
    const inner = () => forbidChance(async () => 1);
    const work = async () => {
      await expect(inner()).rejects.toThrow('invalid use of forbidChance: inside itself');
      return Math.random();
    };
    await expect(forbidChance(work)).rejects.toThrow('Math.random was called');
    expect(Math.random()).toBeLessThan(1);
    expect(await inner()).toBe(1);
  });

  test('lets nobody put a generator of their own in place of the ban', async () => {
    const replace = async () => {
      Math.random = () => 0.5;
    };
    await expect(forbidChance(replace)).rejects.toThrow(TypeError);
    expect(Math.random.toString()).toContain('[native code]');
  });

  test('still knows dates that were made before', async () => {
    const date = new Date(0);
    expect(await forbidChance(async () => date instanceof Date && date.toISOString())).toBe(
      '1970-01-01T00:00:00.000Z',
    );
  });
});
