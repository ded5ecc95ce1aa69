import { describe, expect, test } from 'vitest';
import { chooseFormat, parseOptions } from '../../pipeline/commands/options.ts';

const parse = (...args: string[]) => parseOptions(args, {});

describe('parseOptions', () => {
  test('has defaults for everything', () => {
    expect(parse('report')).toMatchObject({
      engine: 'auto',
      data: 'auto',
      seeds: [1],
      only: [],
      out: 'report',
      cacheDir: '.cache',
      dataDir: undefined,
    });
  });

  test('takes folders from the environment', () => {
    const env = { REPORT_DATA_DIR: '/data', REPORT_CACHE_DIR: '/cache' };
    expect(parseOptions(['report'], env)).toMatchObject({ dataDir: '/data', cacheDir: '/cache' });
  });

  test('reads a number of seeds, or the first and the last of further ones', () => {
    expect(parse('report', '--seeds', '3').seeds).toEqual([1, 2, 3]);
    expect(parse('experiments', '--seeds', '4-6').seeds).toEqual([4, 5, 6]);
    expect(parse('report', '--seeds', '1-2').seeds).toEqual([1, 2]);
  });

  test('reads a shard', () => {
    expect(parse('experiments', '--shard', '2/12').shard).toEqual({ index: 2, count: 12 });
  });

  test('collects repeated --only', () => {
    expect(parse('report', '--only', 'a-softmax', '--only', 'a-l*').only).toEqual(['a-softmax', 'a-l*']);
  });

  test.each([
    [['frobnicate'], /^invalid usage: unknown command/],
    [[], /^invalid usage: unknown command/],
    [['report', 'again'], /^invalid usage: again/],
    [['report', '--engine', 'abacus'], /^invalid usage: --engine abacus: /],
    [['report', '--seeds', '0'], /^invalid usage: --seeds 0: /],
    [['report', '--seeds', '1001'], /^invalid usage: --seeds 1001: not within 1 to 1000; /],
    [['report', '--seeds', '3-2'], /^invalid usage: --seeds 3-2: not within 1 to 1000; /],
    [['report', '--seeds', '1.5'], /^invalid usage: --seeds 1.5: not <n> or <first>-<last>; /],
    [['report', '--seeds', '4-5'], /^invalid usage: --seeds 4-5 with report; /],
    [['report', '--workers', 'many'], /^invalid usage: --workers many: /],
    [['experiments', '--shard', '4/3'], /^invalid usage: --shard 4\/3: not 1\/<n> to <n>\/<n>/],
    [['experiments', '--shard', '2'], /^invalid usage: --shard 2: not <i>\/<n>/],
    [['report', '--shard', '1/2'], /^invalid usage: --shard with report/],
    [['check', '--merge', 'x'], /^invalid usage: --merge with check/],
    [['check', '--grid', 'g.json'], /^invalid usage: --grid with check; give it to experiments or report$/],
    [['experiments', '--grid', 'g.json', '--shard', '1/2'], /^invalid usage: --grid with --shard; /],
    [['report', '--grid', 'g.json', '--merge', 'x'], /^invalid usage: --grid with --merge, /],
    [['experiments', '--grid', 'g.json', '--only', 'a-l1'], /^invalid usage: --grid with --only; /],
    [['report', '--fast'], /^invalid usage: .*--fast/],
    [['bands', '--date', 'today'], /^invalid usage: --date today: /],
  ])('%j is one line that names the wrong word', (args, message) => {
    expect(() => parse(...args)).toThrow(message);
    expect(() => parse(...args)).not.toThrow(/\n/);
  });
});

describe('chooseFormat', () => {
  test('takes the first unless another is asked for', () => {
    expect(chooseFormat(parse('diff'), ['text', 'markdown'])).toBe('text');
    expect(chooseFormat(parse('diff', '--format', 'markdown'), ['text', 'markdown'])).toBe('markdown');
  });

  test('names an unknown format and the known ones', () => {
    const asked = parse('diff', '--format', 'html');
    expect(() => chooseFormat(asked, ['text', 'markdown'])).toThrow(
      'unknown format: html; known are text, markdown',
    );
  });
});
