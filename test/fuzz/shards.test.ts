import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect } from 'vitest';
import study from '../../experiments/index.ts';
import { UserError } from '../../pipeline/base/errors.ts';
import { parseRun } from '../../pipeline/commands/drift.ts';
import { joinRuns } from '../../pipeline/results/join.ts';
import { groupShards, mergeShards } from '../../pipeline/results/merge.ts';
import { formatShard, parseShard, readShards, type ShardFile } from '../../pipeline/results/shard-file.ts';
import { genuineMeasurements } from '../grade/fixture.ts';
import { fuzz, laterRefusal, refusal } from './fuzz.ts';
import { mutatedDocument, mutatedText, said, saysTwice } from './mutate-json.ts';

const measurements = await genuineMeasurements(['c-batch-256']);
const run = { startedAt: '2026-11-22T01:17:00Z', commit: 'c0ffee', machine: { node: 'v22.12.0' } };
const shard: ShardFile = {
  schemaVersion: 1,
  shard: { index: 1, count: 1 },
  selection: ['c-batch-256'],
  seeds: [1, 2],
  code: '0a'.repeat(32),
  measurements,
  run,
};
const text = formatShard(shard).trimEnd();

const folder = mkdtempSync(path.join(tmpdir(), 'fuzz-shards-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const both = ['c-batch-256', 'c-relu'];
const halves = await Promise.all(
  both.map(async (id, index) => {
    const half = { ...shard, shard: { index: index + 1, count: 2 }, selection: both };
    return formatShard({ ...half, measurements: await genuineMeasurements([id]) });
  }),
);
const NAMES = ['shard-1-of-2.json', 'shard-2-of-2.json', 'shard-1-of-1.json', 'results.json'];

describe('what machines send each other', () => {
  fuzz('a mutated shard is refused, or says the same', mutatedText(text), (mutant) => {
    const found = refusal(() => parseShard(mutant, 'shard-1-of-1.json'));
    if (!found) return 'refused';
    expect(saysTwice(mutant)).toBe(false);
    expect(said(JSON.stringify(found.file))).toEqual(shard);
    return 'accepted';
  });

  fuzz('a shard forged with its digest is refused, or merged', mutatedDocument(text), (mutant) => {
    const forged = refusal(() => {
      const { digest: _, ...file } = mutant as unknown as ShardFile & { digest: string };
      try {
        return parseShard(formatShard(file), 'shard-1-of-1.json');
      } catch (error) {
        // formatShard checks too; what it refuses was never written.
        if (error instanceof Error && error.constructor.name.startsWith('Zod')) return null;
        throw error;
      }
    });
    const merged = forged && refusal(() => mergeShards([forged], study.experiments));
    if (!merged) return 'refused';
    expect(Object.keys(merged.experiments)).toEqual(forged.file.selection);
    return 'accepted';
  });

  fuzz('a mutated run.json gives texts, or is refused', mutatedText(JSON.stringify(run)), (mutant) => {
    const read = refusal(() => parseRun(mutant, 'run.json'));
    if (!read) return 'refused';
    expect(saysTwice(mutant)).toBe(false);
    expect([typeof read.node, read.commit === null ? 'string' : typeof read.commit]).toEqual([
      'string',
      'string',
    ]);
    return 'accepted';
  });
});

/** What may happen to a folder of two shards: an edit of one's text, and one lost, doubled or under another's name. */
const folders = fc.record({
  texts: fc.tuple(fc.option(mutatedText(halves[0]!)), fc.option(mutatedText(halves[1]!))),
  names: fc.tuple(...[0, 1].map(() => fc.constantFrom(...NAMES))),
});

describe('a folder to merge', () => {
  fuzz('is refused, or holds each of its experiments once', folders, async ({ texts, names }) => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    for (const [index, name] of names.entries())
      writeFileSync(path.join(folder, name), texts[index] ?? halves[index]!);
    const merged = await laterRefusal(async () => {
      const shards = await readShards(folder);
      if (shards.length === 0) throw new UserError('missing run: none; make one');
      return joinRuns(
        groupShards(shards).map((group) => ({
          place: '',
          measurements: mergeShards(group, study.experiments),
        })),
        study.experiments,
      );
    });
    if (!merged) return 'refused';
    expect(Object.keys(merged.experiments).sort()).toEqual(['c-batch-256', 'c-relu']);
    return 'accepted';
  });
});
