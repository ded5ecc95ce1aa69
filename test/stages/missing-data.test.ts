import path from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createContext } from '../../pipeline/stages/context.ts';
import { assign } from '../../pipeline/stages/measure.ts';
import { DEFAULTS, type Options } from '../../pipeline/stages/options.ts';
import type { Study } from '../../pipeline/study.ts';
import { temporaryFolder } from '../cli.ts';
import study from '../study/index.ts';

const [linear, hidden] = study.experiments;
const { embedded: _, ...stripes } = study.dataSources.stripes!;

/** One of its two experiments wants data that are published somewhere, and not here. */
const withoutData: Study = {
  ...study,
  dataSources: {
    ...study.dataSources,
    elsewhere: {
      ...stripes,
      name: 'elsewhere',
      published: {
        format: 'idx',
        mirrors: ['https://data.example/'],
        installed: [],
        files: {
          'train-images': { bytes: 1_000_000, sha256: '' },
          'train-labels': { bytes: 0, sha256: '' },
          't10k-images': { bytes: 0, sha256: '' },
          't10k-labels': { bytes: 0, sha256: '' },
        },
      },
    },
  },
  experiments: [linear!, { ...hidden!, dataset: 'elsewhere' }],
};

describe('an experiment whose data cannot be had', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeAll(async () => ({ folder, remove } = await temporaryFolder()));
  afterAll(() => remove());

  async function plan(options: Partial<Options>) {
    const lines: string[] = [];
    const stdout = new Writable({ write: (chunk, _, done) => done(void lines.push(String(chunk))) });
    const surroundings = { env: {}, stdout, stderr: stdout } as unknown as NodeJS.Process;
    const all: Options = { ...DEFAULTS, cacheDir: path.join(folder, 'cache'), ...options };
    const { runs: cells } = await assign(createContext(withoutData, all, surroundings));
    return { ids: cells.map(({ experiment }) => experiment.id), log: lines.join('') };
  }

  it('is left out, and the build says so', async () => {
    const { ids, log } = await plan({});
    expect(ids).toEqual(['linear']);
    expect(log).toContain(
      `warning   missing data set: elsewhere: not in the cache (${path.join(folder, 'cache')}); get it with "npm run data" (1.0 MB)`,
    );
    expect(log).toContain('REPORT_DATA_DIR/elsewhere; its experiments are left out');
  });

  it('stops a build of nothing else, and one for real data', async () => {
    await expect(plan({ only: ['hidden'] })).rejects.toThrow('missing data set: elsewhere');
    await expect(plan({ data: 'real' })).rejects.toThrow('missing data set: stripes has no published form');
  });
});
