import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { allCommands, findCommand } from '../../pipeline/commands/index.ts';
import { parseWords, type Surroundings } from '../../pipeline/commands/parse.ts';
import { DEFAULTS } from '../../pipeline/stages/options.ts';
import { runCli } from '../cli.ts';

/** A machine of more processors than an option could name. */
vi.mock('node:os', async (load) => ({
  ...(await load<typeof import('node:os')>()),
  availableParallelism: () => 384,
}));

const ROOT = path.resolve('/project');
/** A project that is really there. */
const PROJECT = path.resolve(import.meta.dirname, '../..');
const AT_ROOT: Surroundings = { env: {}, cwd: ROOT, root: ROOT };

async function optionsOf([name = '', ...words]: readonly string[], surroundings: Partial<Surroundings> = {}) {
  const parsed = parseWords(await findCommand(name), words, { ...AT_ROOT, ...surroundings });
  if ('help' in parsed) throw new Error('help was asked for');
  return parsed.options;
}

const parse = (...words: string[]) => optionsOf(words);

describe('the options of a command', () => {
  test('have defaults, also for what the command does not take', async () => {
    expect(await parse('report')).toEqual({ ...DEFAULTS, command: 'report' });
    expect(await parse('data')).toEqual({ ...DEFAULTS, command: 'data' });
  });

  test('ask for no more processes than could be named, on a machine with 384 processors', async () => {
    const { workers } = await parse('report');
    expect(await parse('report', '--workers', String(workers))).toMatchObject({ workers: 256 });
  });

  test('take folders and a queue from the environment, and rather from the command line', async () => {
    const env = { REPORT_DATA_DIR: '/data', REPORT_CACHE_DIR: '/cache', REPORT_QUEUE: 'redis://one' };
    expect(await optionsOf(['report'], { env })).toMatchObject({
      dataDir: '/data',
      cacheDir: '/cache',
      queue: 'redis://one',
    });
    expect((await optionsOf(['worker', '--queue', 'redis://two'], { env })).queue).toBe('redis://two');
    expect((await optionsOf(['check'], { env })).queue).toBeUndefined();
  });

  test('read a number of seeds, or the first and the last of further ones', async () => {
    expect((await parse('report', '--seeds', '3')).seeds).toEqual([1, 2, 3]);
    expect((await parse('experiments', '--seeds', '4-6')).seeds).toEqual([4, 5, 6]);
    expect((await parse('report', '--seeds', '1-2')).seeds).toEqual([1, 2]);
  });

  test('read switches, numbers, shards, days and whatever may be repeated', async () => {
    expect(await parse('experiments', '--shard', '2/12', '--no-cache', '--workers=3')).toMatchObject({
      shard: { index: 2, count: 12 },
      'no-cache': true,
      workers: 3,
    });
    expect((await parse('bands', '--date', '2026-01-31')).date).toBe('2026-01-31');
    expect((await parse('comment', 'moved.md', '--pull-request', '7'))['pull-request']).toBe(7);
    expect((await parse('report', '--only', 'a-softmax', '--only', 'a-l*')).only).toEqual([
      'a-softmax',
      'a-l*',
    ]);
  });

  test('tell a folder to write from a file to write', async () => {
    expect(await parse('report', '--out', 'x')).toMatchObject({ out: 'x', outFile: undefined });
    expect(await parse('grade', '--out', 'x')).toMatchObject({ out: 'report', outFile: 'x' });
  });

  test('do not pass from one command line to the next', async () => {
    await parse('report', '--only', 'a-softmax', '--quick');
    expect(await parse('report')).toMatchObject({ only: [], quick: false });
    expect(await parse('bands', '--only', 'a-l1')).toMatchObject({ only: ['a-l1'] });
  });

  test.each([
    [['frobnicate'], /^unknown command: frobnicate; known are report, /],
    [['reprot'], /^unknown command: reprot; did you mean report\?$/],
    [['report', 'again'], /^invalid usage: again is one word too many; /],
    [['diff', 'a'], /^missing argument: after; /],
    [['diff', 'a', 'b', 'c'], /^invalid usage: c is one word too many; /],
    [['drift'], /^missing argument: results; /],
    [['report', '--engine', 'abacus'], /^invalid usage: --engine abacus: not one of auto, tensorflow, /],
    [['report', '--seeds', '0'], /^invalid usage: --seeds 0: not within 1 to 1000$/],
    [['report', '--seeds', '1001'], /^invalid usage: --seeds 1001: not within 1 to 1000$/],
    [['report', '--seeds', '3-2'], /^invalid usage: --seeds 3-2: not within 1 to 1000$/],
    [['report', '--seeds', '1.5'], /^invalid usage: --seeds 1.5: not <n> or <first>-<last>$/],
    [['report', '--seeds', '4-5'], /^invalid usage: --seeds 4-5: does not begin with seed 1; train further /],
    [['report', '--seeds'], /^invalid usage: --seeds <n> lacks its value; /],
    [['report', '--workers', 'many'], /^invalid usage: --workers many: not a whole number$/],
    [['report', '--workers', '257'], /^invalid usage: --workers 257: not within 1 to 256$/],
    [['report', '--out', ''], /^invalid usage: --out : is empty$/],
    [['experiments', '--shard', '4/3'], /^invalid usage: --shard 4\/3: not 1\/<n> to <n>\/<n>/],
    [['experiments', '--shard', '2'], /^invalid usage: --shard 2: not <i>\/<n>/],
    [['experiments', '--grid', 'g.json', '--shard', '1/2'], /^invalid usage: --grid with --shard; /],
    [['report', '--grid', 'g.json', '--merge', 'x'], /^invalid usage: --grid with --merge, /],
    [['experiments', '--grid', 'g.json', '--only', 'a-l1'], /^invalid usage: --grid with --only; /],
    [['report', '--queue', 'redis://x', '--no-cache'], /^invalid usage: --no-cache with a queue, /],
    [['bands', '--date', 'today'], /^invalid usage: --date today: not a day, /],
    [['report', '--fast'], /^invalid usage: report has no option --fast; see npm run report -- --help$/],
    [
      ['report', '--qick'],
      /^invalid usage: report has no option --qick; did you mean --quick\? See npm run /,
    ],
    [['check', '--recompute'], /^invalid usage: check has no option --recompute; /],
    [['grade', '--rubrik', 'x'], /^invalid usage: grade has no option --rubrik; did you mean --rubric\? /],
  ])('%j is one line that names the wrong word', async (words, message) => {
    await expect(parse(...words)).rejects.toThrow(message);
    await expect(parse(...words)).rejects.not.toThrow(/\n/);
  });
});

describe('a relative path', () => {
  const underNpm = {
    npm_package_json: path.join(PROJECT, 'package.json'),
    INIT_CWD: path.resolve('/home/me'),
  };
  const optionsThere = (words: readonly string[], surroundings: Partial<Surroundings>) =>
    optionsOf(words, { cwd: PROJECT, root: PROJECT, ...surroundings });

  test('stays as it is where the user stands', async () => {
    expect(await parse('grade', '--results', 'x')).toMatchObject({ results: 'x', cacheDir: '.cache' });
  });

  test('begins where the user called npm, which runs scripts in the project', async () => {
    const words = ['grade', '--results', 'x', '--rubric', '/r', '--out', 'y'];
    const env = { ...underNpm, REPORT_DATA_DIR: 'data' };
    expect(await optionsThere(words, { env })).toMatchObject({
      results: path.resolve('/home/me/x'),
      rubric: '/r',
      outFile: path.resolve('/home/me/y'),
      dataDir: path.resolve('/home/me/data'),
    });
    expect((await optionsThere(['diff', 'a', 'b'], { env })).inputs).toEqual([
      path.resolve('/home/me/a'),
      path.resolve('/home/me/b'),
    ]);
    expect((await optionsThere(['report', '--merge', 'a'], { env })).merge).toEqual([
      path.resolve('/home/me/a'),
    ]);
  });

  test('begins in the current folder where another program has left npm’s variables', async () => {
    const cwd = path.resolve('/elsewhere');
    expect((await optionsThere(['grade', '--results', 'x'], { env: underNpm, cwd })).results).toBe('x');
    const env = { ...underNpm, npm_package_json: path.join(cwd, 'package.json') };
    expect((await optionsThere(['grade', '--results', 'x'], { env })).results).toBe('x');
  });

  test('begins there for the command line, too, which npm starts in the project', async () => {
    const env = { npm_package_json: path.join(PROJECT, 'package.json'), INIT_CWD: path.resolve('/nowhere') };
    const { code, stderr } = await runCli(['diff', 'here', 'there'], env);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`missing results: ${path.resolve('/nowhere/here')};`),
    });
  });

  test('of ours begins in the project, wherever the user stands', async () => {
    expect(await optionsThere(['report'], { env: underNpm })).toMatchObject({
      out: 'report',
      cacheDir: '.cache',
    });
    expect(await optionsThere(['report'], { cwd: path.resolve('/elsewhere') })).toMatchObject({
      out: path.join(PROJECT, 'report'),
      cacheDir: path.join(PROJECT, '.cache'),
    });
  });
});

describe('an option that npm took for itself', () => {
  const swallow = (words: readonly string[], env: Record<string, string>) => optionsOf(words, { env });

  test.each([
    ['report', { npm_config_quick: 'true' }, /npm took --quick for itself; write npm run report -- --quick$/],
    ['report', { npm_config_seeds: 'true' }, /npm took --seeds for itself; write .* -- --seeds <n>$/],
    ['grade', { npm_config_results: 'x' }, /npm took --results for itself; write .* -- --results x$/],
    ['report', { npm_config_quick: '' }, /npm took --quick for itself; /],
    ['comment', { npm_config_pull_request: '3' }, /npm took --pull-request for itself; /],
    ['grade', { npm_config_quick: 'true' }, /npm took --quick for itself; /],
    [
      'report',
      { npm_config_quick: 'true', npm_config_out: 'x' },
      /npm took --quick and --out for itself; write npm run report -- --quick --out x$/,
    ],
  ])('is refused, and shown where it belongs: %s %j', async (name, env, message) => {
    await expect(swallow([name], env)).rejects.toThrow(message);
  });

  test('is told from settings of npm’s own', async () => {
    const env = { npm_config_cache: '/root/.npm', npm_config_only: 'production', npm_config_yes: '' };
    expect(await swallow(['report'], env)).toMatchObject({ only: [], 'no-cache': false });
  });

  test('leaves its value behind, which says where options go', async () => {
    const env = { npm_lifecycle_event: 'report', npm_config_engine_strict: 'true' };
    await expect(swallow(['report', 'wasm'], env)).rejects.toThrow(
      /^invalid usage: wasm is one word too many; options go after two dashes: npm run report -- --<option>; /,
    );
  });
});

describe('the help of every command', () => {
  test('shows what it takes, how to call it and what it ends with', async () => {
    for (const command of await allCommands()) {
      const parsed = parseWords(command, ['--help'], AT_ROOT);
      const help = 'help' in parsed ? parsed.help : '';
      for (const { flags } of command.options) expect(help).toContain(flags);
      expect(help).toContain(`npm run ${command.name}`);
      expect(help).toContain('Exit codes:');
      expect(command.examples.length).toBeGreaterThan(0);
    }
  });

  test('gives examples that the command takes', async () => {
    for (const command of await allCommands()) {
      for (const example of command.examples) {
        const words = example.split(' ').filter(Boolean);
        expect(() => parseWords(command, words, AT_ROOT), `${command.name} ${example}`).not.toThrow();
      }
    }
  });
});
