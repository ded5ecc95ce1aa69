import * as z from 'zod';
import { tryParseJson } from '../base/json.ts';
import type { Results } from '../model/results.ts';
import type { Study } from '../study.ts';
import type { WrittenFile } from './outputs.ts';

/** The file that makes a folder an RO-Crate (RO-Crate 1.2): what lies in it, and how it was made. */
export const RO_CRATE = 'ro-crate-metadata.json';

const SPECIFICATION = 'https://w3id.org/ro/crate/1.2';
/** Process Run Crate: actions by software, with what went in and what came out. */
const PROFILE = 'https://w3id.org/ro/wfrun/process/0.5';
const LICENCE = 'https://spdx.org/licenses/MIT';

export interface CrateFacts {
  readonly study: Pick<Study, 'id' | 'title'>;
  readonly files: readonly WrittenFile[];
  readonly results: Pick<Results, 'engine' | 'datasets' | 'scale'>;
  readonly run: {
    /** ISO 8601. */
    readonly startedAt: string;
    readonly endedAt: string;
    readonly commit: string | null;
    readonly node: string;
    /** What exported the PDF, or null where none was made. */
    readonly browser: string | null;
  };
}

type Entity = { readonly '@id': string; readonly '@type': string } & Record<string, unknown>;

const reference = (id: string) => ({ '@id': id });
const references = (entities: readonly Entity[]) => entities.map((entity) => reference(entity['@id']));

const FORMATS: Readonly<Record<string, string>> = {
  json: 'application/json',
  html: 'text/html',
  pdf: 'application/pdf',
  svg: 'image/svg+xml',
  csv: 'text/csv',
};

const fileEntity = ({ name, size, sha256 }: WrittenFile): Entity => ({
  '@id': name,
  '@type': 'File',
  name,
  encodingFormat: FORMATS[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
  contentSize: String(size),
  sha256,
});

/** A data set that went in, with the digests of its files; the files themselves are not in the crate. */
function dataSetEntities({ name, kind, source, digests }: Results['datasets'][number]): Entity[] {
  const files = Object.entries(digests).map(
    ([file, sha256]): Entity => ({ '@id': `#${name}/${file}`, '@type': 'CreativeWork', name: file, sha256 }),
  );
  const set: Entity = {
    '@id': `#${name}`,
    '@type': 'Dataset',
    name,
    description: `${kind}; ${source}`,
    hasPart: references(files),
  };
  return [set, ...files];
}

const software = (id: string, name: string, version: string | null): Entity => ({
  '@id': id,
  '@type': 'SoftwareApplication',
  name,
  ...(version === null ? {} : { softwareVersion: version }),
});

function softwareEntities({ study, results: { engine }, run }: CrateFacts): Entity[] {
  return [
    {
      ...software('#project', study.id, run.commit),
      license: reference(LICENCE),
      softwareRequirements: [reference('#node'), reference('#engine')],
    },
    software('#node', 'Node.js', run.node),
    { ...software('#engine', engine.name, engine.version), description: engine.numericClass },
    ...(run.browser === null ? [] : [software('#browser', run.browser, null)]),
  ];
}

/** What was done, in two steps: data sets became results, results became the report. */
function actions({ run, files }: CrateFacts, sets: readonly Entity[]): Entity[] {
  const times = { startTime: run.startedAt, endTime: run.endedAt };
  const measured = files.filter(({ name }) => /^results\./.test(name)).map(({ name }) => reference(name));
  const rendered = files.filter(({ name }) => !/^results\./.test(name)).map(({ name }) => reference(name));
  const browser = run.browser === null ? [] : [reference('#browser')];
  return [
    {
      '@id': '#measure',
      '@type': 'CreateAction',
      name: 'Train every experiment, or take it from the cache, and check bands and claims',
      ...times,
      instrument: [reference('#project'), reference('#engine')],
      object: references(sets),
      result: measured,
    },
    {
      '@id': '#render',
      '@type': 'CreateAction',
      name: 'Render the report from the results',
      ...times,
      instrument: [reference('#project'), ...browser],
      object: [reference('results.json')],
      result: rendered,
    },
  ];
}

const anyCrate = z.object({ '@graph': z.array(z.object({ '@id': z.string() })) });

/** The figures that a crate lists; none where the text is no crate. Names that lead out of their folder are no figures. */
export function figuresIn(crate: string): string[] {
  const { data } = anyCrate.safeParse(tryParseJson(crate));
  const names = data?.['@graph'].map((entity) => entity['@id']) ?? [];
  return names.filter((name) => /^figures\/[\w.-]+\.(svg|csv)$/.test(name));
}

/** The metadata file's text. All that differs between two equal runs stands here and in run.json. */
export function roCrate(facts: CrateFacts): string {
  const { study, files, results, run } = facts;
  const sets = results.datasets.map(dataSetEntities);
  const steps = actions(
    facts,
    sets.map(([set]) => set!),
  );
  const graph: Entity[] = [
    {
      '@id': RO_CRATE,
      '@type': 'CreativeWork',
      conformsTo: reference(SPECIFICATION),
      about: reference('../build/'),
    },
    {
      '@id': '../build/',
      '@type': 'Dataset',
      name: study.title,
      description: `Results and report of one run at ${results.scale} scale.`,
      datePublished: run.endedAt.slice(0, 'yyyy-mm-dd'.length),
      license: reference(LICENCE),
      conformsTo: reference(PROFILE),
      hasPart: files.map(({ name }) => reference(name)),
      mentions: [...references(steps), ...references(sets.map(([set]) => set!))],
    },
    { '@id': LICENCE, '@type': 'CreativeWork', name: 'MIT License' },
    ...files.map(fileEntity),
    ...sets.flat(),
    ...softwareEntities(facts),
    ...steps,
  ];
  return `${JSON.stringify({ '@context': `${SPECIFICATION}/context`, '@graph': graph }, null, 2)}\n`;
}
