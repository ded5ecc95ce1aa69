import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findBrowsers } from '../../pipeline/report/browser.ts';
import { extractChromium, findPinnedChromium } from '../../pipeline/report/chromium.ts';
import { BrowserError, exportPdf } from '../../pipeline/report/pdf.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'browsers-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that looks like a browser to the search and ends at once when started. */
function fakeBrowser(name: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, '#!/bin/sh\nexit 1\n');
  chmodSync(file, 0o755);
  return file;
}

const search = (env: Record<string, string>) =>
  findBrowsers({
    cacheDir: path.join(folder, 'cache'),
    env: { PATH: '', PUPPETEER_CACHE_DIR: folder, ...env },
  });

const onUnix = process.platform !== 'win32';

describe('finding a browser', () => {
  it('puts the one that the user names first', async () => {
    const [first] = await search({ PUPPETEER_EXECUTABLE_PATH: fakeBrowser('mine') });
    expect(first).toMatchObject({ name: 'PUPPETEER_EXECUTABLE_PATH' });
    expect(first!.identity).toMatch(/^mine \d+ \d+$/);
  });

  it('refuses a named browser that is not there', async () => {
    const missing = path.join(folder, 'gone');
    await expect(search({ PUPPETEER_EXECUTABLE_PATH: missing })).rejects.toThrow(
      `invalid PUPPETEER_EXECUTABLE_PATH: ${missing} is not executable`,
    );
  });

  it.runIf(process.platform === 'linux')(
    'takes an installed one after the pinned one, and extracts nothing',
    async () => {
      fakeBrowser('chromium');
      const names = (await search({ PATH: folder })).map(({ name }) => name);
      expect(names.at(-1)).toBe('installed browser');
      expect(names.length > 1).toBe(findPinnedChromium(process.platform, process.arch) !== null);
      expect(readdirSync(folder)).toEqual(['chromium']);
    },
  );

  it('has no pinned browser where the package has none', () => {
    expect(findPinnedChromium('darwin', 'arm64')).toBeNull();
    expect(findPinnedChromium('linux', 'arm64')).toBeNull();
  });

  it.runIf(onUnix)('tells a browser that does not start from a failed export', async () => {
    const [broken] = await search({ PUPPETEER_EXECUTABLE_PATH: fakeBrowser('broken') });
    await expect(exportPdf('<p>', broken!)).rejects.toThrow(BrowserError);
  });

  it.runIf(onUnix)('survives one whose interpreter is missing, which the system does not start', async () => {
    const file = fakeBrowser('without-interpreter');
    writeFileSync(file, '#!/nowhere/sh\n');
    const [broken] = await search({ PUPPETEER_EXECUTABLE_PATH: file });
    await expect(exportPdf('<p>', broken!)).rejects.toThrow(
      /^PUPPETEER_EXECUTABLE_PATH does not start: .*ENOENT/,
    );
  });
});

describe('the unpacked Chromium', () => {
  /** Archives of the package's names and form, with a few bytes in them. */
  function archives(): string {
    const bin = path.join(folder, 'bin');
    mkdirSync(bin);
    const put = (name: string, bytes: Buffer) =>
      writeFileSync(path.join(bin, name), brotliCompressSync(bytes));
    put('chromium.br', Buffer.from('the program'));
    for (const part of ['lib', 'fonts']) {
      mkdirSync(path.join(folder, 'parts', part), { recursive: true });
      writeFileSync(path.join(folder, 'parts', part, 'a'), part);
    }
    const pack = (part: string) => execFileSync('tar', ['-c', '-C', path.join(folder, 'parts'), part]);
    put('al2023.tar.br', pack('lib'));
    put('fonts.tar.br', pack('fonts'));
    return bin;
  }

  it.runIf(onUnix).each([
    ['cut', (file: string) => truncateSync(file, 1)],
    ['gone', (file: string) => rmSync(file)],
  ])('is made anew where a file of it is %s, and left alone where it is whole', async (_, damage) => {
    const pinned = { version: '1', archives: archives() };
    const cache = path.join(folder, 'cache');
    const { executable, libraries } = await extractChromium(pinned, cache);
    const made = statSync(executable).ino;
    expect((await extractChromium(pinned, cache)).executable).toBe(executable);
    expect(statSync(executable).ino).toBe(made);
    damage(path.join(libraries, 'a'));
    await extractChromium(pinned, cache);
    expect(readFileSync(path.join(libraries, 'a'), 'utf8')).toBe('lib');
    expect(readdirSync(path.join(cache, 'tmp'))).toEqual([]);
  });
});
