import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { UserError } from '../../pipeline/base/errors.ts';
import { assessClaims } from '../../pipeline/claims/assess.ts';
import type { Experiment } from '../../pipeline/model/experiment.ts';
import { requireCatalogue, requireKnownExperiments } from '../../pipeline/stages/preflight.ts';
import { copyProject, runCli, temporaryFolder } from '../cli.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const [first, ...others] = study.experiments as [Experiment, ...Experiment[]];

describe('a catalogue', () => {
  const withFirst = (change: object) => ({
    ...study,
    experiments: [{ ...first, ...change } as Experiment, ...others],
  });

  it('that could be trained is passed', () => {
    expect(() => requireCatalogue(study)).not.toThrow();
  });

  it.each([
    [
      { dataset: 'fashion-mnits' },
      /^invalid experiment: a-softmax: unknown data set fashion-mnits; did you mean fashion-mnist\?/,
    ],
    [
      { config: { ...first.config, family: 'layer' } },
      /^invalid experiment: a-softmax: unknown family layer; did you mean layers\?/,
    ],
    [{ config: { ...first.config, iterations: -1 } }, /^invalid experiment: a-softmax: iterations: /],
    [{ config: { ...first.config, model: 'gone' } }, /^invalid experiment: a-softmax: .*gone/],
    [{ id: 'a-network-a' }, /^invalid experiment: a-network-a: there are two of this name/],
  ])('with %j is refused with the place', (change, message) => {
    expect(() => requireCatalogue(withFirst(change))).toThrow(message);
    expect(() => requireCatalogue(withFirst(change))).toThrow(/; see experiments\/\S+\.ts:\d+$/);
  });
});

describe('claims', () => {
  const [claim, ...rest] = study.claims;

  it('of one name are refused with the place', () => {
    const twice = { ...study, claims: [...study.claims, claim!] };
    expect(() => requireCatalogue(twice)).toThrow(
      /^invalid claim: A1: there are two of this name; see experiments\/\S+\.ts:\d+$/,
    );
  });

  it('that throw are named', () => {
    const thrower = {
      ...claim!,
      get seedsNeeded(): number {
        throw new Error('no such\nthing');
      },
    };
    const judged = () => assessClaims(plausibleMeasurements({ seeds: 3 }), [thrower, ...rest]);
    expect(judged).toThrow(UserError);
    expect(judged).toThrow(/^invalid claim: A1: no such; mend what it computes$/);
  });
});

describe('names of experiments', () => {
  it('that there are, are passed', () => {
    expect(() => requireKnownExperiments(study)).not.toThrow();
  });

  it('that there are not, are refused in claims and printed values, with the nearest', () => {
    const [claim, ...claims] = study.claims;
    const wrong = { ...claim!, experiments: ['a-sofmax'] };
    expect(() => requireKnownExperiments({ ...study, claims: [wrong, ...claims] })).toThrow(
      `invalid claim: ${claim!.id}: unknown experiment a-sofmax; did you mean a-softmax?`,
    );
    const published = { ...study.published, 'a-sofmax': study.published['a-softmax']! };
    expect(() => requireKnownExperiments({ ...study, published })).toThrow(
      /^invalid published value: unknown/,
    );
  });
});

describe('a typo', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let copy: string;
  beforeAll(async () => {
    ({ folder, remove } = await temporaryFolder());
    copy = path.join(folder, 'project');
    await copyProject(copy);
  });
  afterAll(() => remove());

  it('in a file of bands stops a build before training', async () => {
    const file = path.join(copy, 'experiments/bands/fashion-embedded.json');
    const before = await readFile(file, 'utf8');
    await writeFile(file, before.replace('"low":', '"lwo":'));
    const { code, stdout, stderr } = await build('--quick');
    await writeFile(file, before);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringMatching(
        /^invalid band file: experiments\/bands\/fashion-embedded\.json:5: a-l1\/test\.accuracy: Unrecognized key: "lwo"; [^\n]+\n$/,
      ),
    });
    expect(stdout).not.toContain('trained');
  });

  const build = (...words: string[]) =>
    runCli(
      ['report', '--only', 'a-softmax', '--data', 'embedded', ...words],
      { REPORT_CACHE_DIR: path.join(folder, 'cache') },
      copy,
    );

  /** Puts the text at the beginning of the chapters, and builds. */
  async function buildWith(text: string, ...words: string[]) {
    const file = path.join(copy, 'templates/study/introduction.hbs');
    const before = await readFile(file, 'utf8');
    await writeFile(file, text + before);
    const outcome = await build(...words);
    await writeFile(file, before);
    return outcome;
  }

  it.each([
    [
      '{{figureRef "a-leyers"}}',
      /^unknown figure: a-leyers in templates\/study\/introduction\.hbs:1; did you mean a-layers\?\n$/,
    ],
    [
      '{{figurRef "a-layers"}}',
      /^unknown helper: figurRef in templates\/study\/introduction\.hbs:1; did you mean figureRef\?\n$/,
    ],
    ['{{#if partA}}', /^invalid template: templates\/study\/introduction\.hbs:\d+: [^\n]+\n$/],
  ])('in a template, %s, stops a build before training', async (text, message) => {
    const { code, stdout, stderr } = await buildWith(text, '--quick');
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
    expect(stdout).not.toContain('trained');
  });

  it.each([
    [
      '{{partA.gone}}',
      /^missing value: partA\.gone in templates\/study\/introduction\.hbs:1; to train all the same: [^\n]+\n$/,
    ],
    ['<p>It is 79.89 %.</p>', /^untraced number: 79\.89[^\n]+\n$/],
  ])('in a template, %s, is found by rehearsing a build in earnest', async (text, message) => {
    const { code, stdout, stderr } = await buildWith(text);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) });
    expect(stdout).not.toContain('trained');
  });
});
