import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../pipeline/base/errors.ts';
import { fromProject } from '../../pipeline/base/project.ts';
import { type Helper, renderTemplate } from '../../pipeline/report/templates.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'templates-'));
  mkdirSync(path.join(folder, 'partials', 'deep'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A file of the folder as messages name it. */
const shown = (name: string) => fromProject(path.join(folder, name));

function render(
  files: Readonly<Record<string, string>>,
  view: object,
  helpers: Record<string, Helper> = {},
): string {
  for (const [name, source] of Object.entries(files)) writeFileSync(path.join(folder, name), source);
  return renderTemplate(
    { report: path.join(folder, 'report.hbs'), partials: [path.join(folder, 'partials')] },
    ...([view, helpers] as const),
  );
}

describe('templates', () => {
  it('escape every string', () => {
    expect(render({ 'report.hbs': '<p>{{text}}</p>' }, { text: '<b>&"' })).toBe(
      '<p>&lt;b&gt;&amp;&quot;</p>',
    );
  });

  it('name a missing value by its path, file and line', () => {
    const draw = () => render({ 'report.hbs': 'one\n{{figure.title}}' }, { figure: {} });
    expect(draw).toThrow(new UserError(`missing value: figure.title in ${shown('report.hbs')}:2`));
  });

  it.each([
    ['{{#if gone}}yes{{/if}}', 'gone'],
    ['{{#each list.gone}}{{this}}{{/each}}', 'list.gone'],
    ['{{#with gone}}yes{{/with}}', 'gone'],
    ['{{> deep/part gone}}', 'gone'],
    ['{{shout gone}}', 'gone'],
    ['{{#each @root.gone}}{{/each}}', '@root.gone'],
  ])('refuse a missing value in %s', (source, name) => {
    const files = { 'report.hbs': source, 'partials/deep/part.hbs': 'part' };
    const draw = () => render(files, { list: {} }, { shout: String });
    expect(draw).toThrow(`missing value: ${name} in ${shown('report.hbs')}:1`);
  });

  it('name the partial that lacks a value', () => {
    const files = { 'report.hbs': '{{> deep/part item}}', 'partials/deep/part.hbs': '{{name}}' };
    expect(() => render(files, { item: {} })).toThrow(
      `missing value: name in ${shown('partials/deep/part.hbs')}:1`,
    );
  });

  it('say on one line what is wrong with broken syntax', () => {
    expect(() => render({ 'report.hbs': 'one\n{{#if two}}' }, {})).toThrow(
      /^invalid template: \S+\/report\.hbs:2: .+$/,
    );
    expect(() => render({ 'report.hbs': '{{#if a}}{{/each}}' }, {})).toThrow(
      /^invalid template: \S+\/report\.hbs:1: .+$/,
    );
  });

  it('name a partial that does not exist', () => {
    expect(() => render({ 'report.hbs': '{{> nowhere}}' }, {})).toThrow(/\/report\.hbs: .*nowhere/);
  });

  it('pass an error of a helper on as it is', () => {
    const fail = () => {
      throw new UserError('unknown figure: x');
    };
    expect(() => render({ 'report.hbs': '{{fail "x"}}' }, {}, { fail })).toThrow('unknown figure: x');
  });
});
