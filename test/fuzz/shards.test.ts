import { describe, expect } from 'vitest';
import study from '../../experiments/index.ts';
import { parseRun } from '../../pipeline/commands/drift.ts';
import { mergeShards } from '../../pipeline/results/merge.ts';
import { formatShard, parseShard, type ShardFile } from '../../pipeline/results/shard-file.ts';
import { genuineMeasurements } from '../grade/fixture.ts';
import { fuzz, refusal } from './fuzz.ts';
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
