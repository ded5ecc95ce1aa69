import { expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { type CrateFacts, figuresIn, roCrate } from '../../pipeline/stages/ro-crate.ts';
import { plausibleResults } from '../report/fixture.ts';

const file = (name: string) => ({ name, size: 12, sha256: 'ab'.repeat(32), outcome: 'written' as const });
const facts: CrateFacts = {
  study,
  files: ['results.json', 'results.schema.json', 'index.html', 'figures/a.svg', 'report.pdf'].map(file),
  results: plausibleResults(),
  run: {
    startedAt: '2026-11-22T20:00:00.000Z',
    endedAt: '2026-11-22T21:00:00.000Z',
    commit: 'c0ffee',
    node: 'v22.0.0',
    browser: '@sparticuz/chromium 143.0.4',
  },
};

type Entity = Record<string, unknown> & { '@id': string; '@type': string };
const graph = (text: string): Entity[] => JSON.parse(text)['@graph'];
const entity = (id: string) => graph(roCrate(facts)).find((candidate) => candidate['@id'] === id)!;

/** Every `{ "@id": ... }` anywhere below an entity. */
function referred(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = '@id' in value && Object.keys(value).length === 1 ? [String(value['@id'])] : [];
  return [...own, ...Object.values(value).flatMap(referred)];
}

test('describes itself and the folder as RO-Crate 1.2 asks', () => {
  expect(JSON.parse(roCrate(facts))['@context']).toBe('https://w3id.org/ro/crate/1.2/context');
  expect(entity('ro-crate-metadata.json')).toMatchObject({
    '@type': 'CreativeWork',
    about: { '@id': '../build/' },
    conformsTo: { '@id': 'https://w3id.org/ro/crate/1.2' },
  });
  for (const required of ['name', 'description', 'datePublished', 'license']) {
    expect(entity('../build/')).toHaveProperty(required);
  }
});

test('refers to nothing that it does not describe, but for specifications', () => {
  const all = graph(roCrate(facts));
  const ids = all.map((candidate) => candidate['@id']);
  expect(new Set(ids).size).toBe(ids.length);
  const unknown = all.flatMap(referred).filter((id) => !ids.includes(id));
  expect(unknown.filter((id) => !id.startsWith('https://w3id.org/ro/'))).toEqual([]);
});

test('lists every file with size and digest, and what made it from what', () => {
  expect(entity('../build/').hasPart).toEqual(facts.files.map(({ name }) => ({ '@id': name })));
  expect(entity('report.pdf')).toMatchObject({
    '@type': 'File',
    encodingFormat: 'application/pdf',
    contentSize: '12',
    sha256: 'ab'.repeat(32),
  });
  expect(entity('#measure')).toMatchObject({
    '@type': 'CreateAction',
    result: [{ '@id': 'results.json' }, { '@id': 'results.schema.json' }],
    startTime: '2026-11-22T20:00:00.000Z',
  });
  expect(entity('#measure').object).toContainEqual({ '@id': '#fashion-mnist' });
  expect(entity('#render')).toMatchObject({ object: [{ '@id': 'results.json' }] });
  expect(entity('#project')).toMatchObject({ softwareVersion: 'c0ffee' });
});

test('gives back the names of its figures, and none that lead elsewhere', () => {
  expect(figuresIn(roCrate(facts))).toEqual(['figures/a.svg']);
  const names = [
    'figures/../../secret.csv',
    'figures/a/b.svg',
    '/figures/a.svg',
    'figures/notes.txt',
    'figures/b.csv',
  ];
  expect(figuresIn(roCrate({ ...facts, files: names.map(file) }))).toEqual(['figures/b.csv']);
  expect(['', 'not JSON', '{"@graph":[1]}', '[]'].flatMap(figuresIn)).toEqual([]);
});

test('does without a browser and a commit', () => {
  const bare = graph(roCrate({ ...facts, run: { ...facts.run, commit: null, browser: null } }));
  expect(bare.some((candidate) => candidate['@id'] === '#browser')).toBe(false);
  expect(bare.find((candidate) => candidate['@id'] === '#project')).not.toHaveProperty('softwareVersion');
});
