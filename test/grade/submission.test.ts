import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examineFile, readSubmission } from '../../pipeline/grade/submission.ts';
import { temporaryFolder } from '../cli.ts';

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

  it.skipIf(process.platform === 'win32')('is refused, not waited for, when it is a pipe', async () => {
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
