import { describe, expect, test } from 'vitest';
import { parseAddress } from '../../pipeline/fleet/connection.ts';
import { runCli } from '../cli.ts';

describe('parseAddress', () => {
  test('keeps the credentials out of what is shown', () => {
    const url = 'rediss://lab:s3cret%2F@queue.example:6380/2';
    expect(parseAddress(url)).toEqual({ url, shown: 'rediss://queue.example:6380/2' });
  });

  test.each([
    ['', /^missing queue: give --queue redis:/],
    ['localhost:6379', /^invalid queue: localhost:6379; give redis:/],
    ['http://host/0', /^invalid queue: http:/],
    ['redis://host/first', /^invalid queue: redis:/],
    ['redis://:p@ss/word@host:port', /^invalid queue: redis:\/\/\*\*\*@host:port; /],
  ])('%j is one line without a password', (text, message) => {
    expect(() => parseAddress(text)).toThrow(message);
    expect(() => parseAddress(text)).not.toThrow(/p@ss|word|\n/);
  });
});

test('a queue that is not there is one line without the password, and exit code 3', async () => {
  const REPORT_QUEUE = 'redis://lab:s3cret@127.0.0.1:1/0';
  const commands = [['worker'], ['experiments', '--quick', '--data', 'embedded', '--only', 'a-softmax']];
  for (const command of commands) {
    const args = [...command, '--engine', 'wasm'];
    const { code, stdout, stderr } = await runCli(args, { REPORT_QUEUE });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(
        /^missing queue: redis:\/\/127\.0\.0\.1:1\/0: connect ECONNREFUSED[^\n]*\n$/,
      ),
    });
    expect(stdout).not.toContain('s3cret');
  }
});
