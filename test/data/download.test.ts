import { describe, expect, test } from 'vitest';
import { DownloadError, downloadSet } from '../../pipeline/data/download.ts';
import type { Patience } from '../../pipeline/data/patience.ts';
import type { SplitFile } from '../../pipeline/model/data-set.ts';
import { type Answer, fakeFetch, serveTiny, TINY_FILES, TINY_SET } from './tiny.ts';

const PATIENCE: Patience = {
  answerMs: 20,
  stallMs: 20,
  inVainMs: 1000,
  pauseMs: 0,
  attempts: 3,
  silentAttempts: 1,
};

/** Downloads the tiny set from these servers; `error` is null if that went well. */
async function downloadFrom(answers: Readonly<Record<string, Answer>>, patience: Patience = PATIENCE) {
  const { fetch, asked } = fakeFetch(answers);
  const kept = new Map<SplitFile, Buffer>();
  const lines: string[] = [];
  const keep = async (file: SplitFile, bytes: Buffer) => void kept.set(file, bytes);
  const error: unknown = await downloadSet(TINY_SET, keep, {
    fetch,
    log: (line) => lines.push(line),
    patience,
    waiting: { inVainMs: 0 },
  }).then(
    () => null,
    (reason) => reason,
  );
  return { kept, lines, asked: asked.map((address) => new URL(address).host), error };
}

/** Never answers; gives up only when it is told to. */
const silent: Answer = (_, init) =>
  new Promise((_, reject) => {
    init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
  });

/** Sends half of the right bytes, then breaks off or (`stalls`) says nothing more. */
const cutOff =
  (stalls: boolean): Answer =>
  (_, init) =>
    new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new Uint8Array(TINY_FILES['train-images'].subarray(0, 20)));
          init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
        },
        pull(controller) {
          if (!stalls) controller.error(new TypeError('terminated'));
        },
      }),
    );

const loginPage: Answer = () =>
  new Response('<!doctype html><title>Log in</title>', { headers: { 'content-type': 'text/html' } });

test('takes every file from the first address if that serves them', async () => {
  const { kept, asked, error } = await downloadFrom({
    'first.example': serveTiny,
    'second.example': serveTiny,
  });
  expect(error).toBeNull();
  expect(Object.fromEntries(kept)).toEqual(TINY_FILES);
  expect(asked).toEqual(['first.example', 'first.example', 'first.example', 'first.example']);
});

describe('goes on to the next address, and stays with it, when the first', () => {
  test.each<[string, Answer, RegExp]>([
    ['is a login page', loginPage, /web page instead of data/],
    ['has other bytes', () => new Response('something else'), /sha256 is .*, expected/],
    ['does not know the file', () => new Response('?', { status: 404 }), /answered 404/],
    ['never answers', silent, /no answer within 0\.02 s/],
    [
      'has half a file',
      () => new Response(new Uint8Array(TINY_FILES['train-images'].subarray(0, 9))),
      /sha256/,
    ],
  ])('%s', async (_, first, reason) => {
    const { kept, asked, lines, error } = await downloadFrom({
      'first.example': first,
      'second.example': serveTiny,
    });
    expect(error).toBeNull();
    expect(Object.fromEntries(kept)).toEqual(TINY_FILES);
    expect(asked).toEqual(['first.example', ...Array.from({ length: 4 }, () => 'second.example')]);
    expect(lines.join('\n')).toMatch(reason);
  });
});

describe('tries an address again when it', () => {
  test.each<[string, Answer]>([
    ['breaks off', cutOff(false)],
    ['stalls', cutOff(true)],
    ['is too busy', () => new Response('', { status: 503 })],
  ])('%s', async (_, trouble) => {
    let requests = 0;
    const recovering: Answer = (address, init) =>
      ++requests < 3 ? trouble(address, init) : serveTiny(address, init);
    const { kept, asked, error } = await downloadFrom({ 'first.example': recovering });
    expect(error).toBeNull();
    expect(kept.size).toBe(4);
    expect(new Set(asked)).toEqual(new Set(['first.example']));
  });
});

test('keeps nothing and says what each address answered when all fail', async () => {
  const { kept, asked, error } = await downloadFrom({ 'first.example': loginPage });
  expect(error).toBeInstanceOf(DownloadError);
  expect(String(error)).toMatch(
    /^DownloadError: train-images-idx3-ubyte\.gz: first\.example: answered with a web page.*; second\.example: ENOTFOUND$/,
  );
  expect(kept.size).toBe(0);
  expect(asked).toEqual(['first.example', 'second.example']);
});

test('cuts off a server that sends without end', async () => {
  const megabyte = new Uint8Array(1_000_000);
  let sent = 0;
  const endless: Answer = () =>
    new Response(
      new ReadableStream({
        pull(controller) {
          sent++;
          controller.enqueue(megabyte);
        },
      }),
    );
  const { error } = await downloadFrom({ 'first.example': endless });
  expect(String(error)).toMatch(/first\.example: sends more than a data file can hold/);
  expect(sent).toBeLessThan(80);
});

test('does not take a failure to keep a file for a failure of the network', async () => {
  const { fetch, asked } = fakeFetch({ 'first.example': serveTiny, 'second.example': serveTiny });
  const keep = () => Promise.reject(new Error('disk full'));
  const attempt = downloadSet(TINY_SET, keep, {
    fetch,
    log: () => {},
    patience: PATIENCE,
    waiting: { inVainMs: 0 },
  });
  await expect(attempt).rejects.toThrow('disk full');
  expect(asked).toHaveLength(1);
});

test('reports progress of large files by quarters', async () => {
  const total = 8_000_000;
  const slow: Answer = () =>
    new Response(
      new ReadableStream({
        start(controller) {
          for (let i = 0; i < 8; i++) controller.enqueue(new Uint8Array(total / 8));
          controller.close();
        },
      }),
      { headers: { 'content-length': `${total}` } },
    );
  const { lines } = await downloadFrom({ 'first.example': slow });
  expect(lines.filter((line) => line.includes('MB'))).toEqual([
    '  2.0 of 8.0 MB',
    '  4.0 of 8.0 MB',
    '  6.0 of 8.0 MB',
    '  8.0 of 8.0 MB',
  ]);
});
