import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstat, mkdir, rename, symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { examineFile, readSubmission } from '../../pipeline/grade/submission.ts';
import { ROOT, temporaryFolder } from '../cli.ts';

vi.mock('node:fs/promises', async (load) => {
  const actual = await load<typeof import('node:fs/promises')>();
  return { ...actual, lstat: vi.fn(actual.lstat) };
});

let folder: string;
let remove: () => Promise<void>;
beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
afterAll(() => remove());
const at = (name: string) => path.join(folder, name);

describe('a submission that is no ordinary file', () => {
  it('is refused when it is a link, whatever it points at', async () => {
    await writeFile(at('graders-own.json'), '{}');
    await symlink(at('graders-own.json'), at('link.json'));
    expect((await readSubmission(at('link.json'))).content).toMatchObject({
      kind: 'damaged-file',
      message: expect.stringContaining('link.json is a link or a device, not a file'),
    });
    expect(await examineFile(at('link.json'))).toMatchObject({ kind: 'damaged-file' });
  });

  it.skipIf(spawnSync('mkfifo').error)('is refused, not waited for, when it is a pipe', async () => {
    execFileSync('mkfifo', [at('pipe.json')]);
    expect((await readSubmission(at('pipe.json'))).content).toMatchObject({ kind: 'damaged-file' });
  });

  it('is refused unread when it is larger than any results', async () => {
    await writeFile(at('huge.json'), '');
    await truncate(at('huge.json'), 300 * 2 ** 20);
    expect(await readSubmission(at('huge.json'))).toMatchObject({
      sha256: null,
      content: { kind: 'damaged-file', message: expect.stringContaining('314572800 bytes') },
    });
  });
});

describe('between looking and reading', () => {
  it('a link that is put into the place of the file is not followed', async () => {
    await writeFile(at('graders-own.json'), 'secret');
    await writeFile(at('swapped.json'), '{}');
    await rename(at('swapped.json'), at('swapped.json.before'));
    await symlink(at('graders-own.json'), at('swapped.json'));
    const lookedBefore: unknown = () => lstat(at('swapped.json.before'));
    vi.mocked(lstat).mockImplementationOnce(lookedBefore as typeof lstat);
    const { sha256, content } = await readSubmission(at('swapped.json'));
    vi.mocked(lstat).mockReset();
    expect(sha256).toBeNull();
    expect(content).toMatchObject({ kind: 'damaged-file', message: expect.stringContaining('is a link') });
  });
});

it.each([
  ['objects', `{"experiments":{${Array.from({ length: 150_000 }, (_, index) => `"${index}":{}`).join()}}}`],
  ['lists', `[${'[],'.repeat(150_000)}[]]`],
  ['wrong values', `{"datasets":[${'"",'.repeat(3_000_000)}""]}`],
])('a submission of too many %s is refused before each of them is complained about', async (_, text) => {
  await writeFile(at('many.json'), text);
  expect((await readSubmission(at('many.json'))).content).toMatchObject({
    kind: 'malformed',
    message: expect.stringMatching(/^many\.json: more than [12]00*0 (objects and lists|values); /),
  });
});

it('a folder in the place of a file is said to be one', async () => {
  await mkdir(at('report.pdf'));
  expect((await examineFile(at('report.pdf')))!.message).toBe(
    'report.pdf is a folder, not a file; name the file',
  );
});

describe('a PDF', () => {
  const objects = '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n';
  const whole = `${objects}xref\n0 2\ntrailer << /Root 1 0 R >>\nstartxref\n${objects.length}\n%%EOF\n`;

  it('whose table of objects is where it says is taken', async () => {
    await writeFile(at('whole.pdf'), whole);
    expect(await examineFile(at('whole.pdf'))).toBeUndefined();
    expect(await examineFile(path.join(ROOT, 'report/reference/report.pdf'))).toBeUndefined();
  });

  it.each([
    ['ten bytes of text', '%PDF-%%EOF'],
    ['a beginning and an end', '%PDF-1.7\n...\n%%EOF\n'],
    ['cut', whole.slice(0, -20)],
    ['without its middle', whole.replace(/1 0 obj[\s\S]*endobj\n/, '')],
    ['another file', `<html>${whole}`],
  ])('that is %s is damaged', async (_, text) => {
    await writeFile(at('bad.pdf'), text);
    expect(await examineFile(at('bad.pdf'))).toMatchObject({ kind: 'damaged-file' });
  });
});

it.each([
  ['{"schemaVersion":1,"schemaVersion":2}', /the key "schemaVersion" is given twice/],
  ['{"__proto__":{"schemaVersion":1}}', /a key is called __proto__/],
  ['{"schemaVersion":1e999}', /schemaVersion: /],
])('%s is malformed', async (text, message) => {
  await writeFile(at('results.json'), text);
  const { sha256, content } = await readSubmission(at('results.json'));
  expect(sha256).toBe(createHash('sha256').update(text).digest('hex'));
  expect(content).toMatchObject({ kind: 'malformed', message: expect.stringMatching(message) });
});
