import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect } from 'vitest';
import { packRun, unpackRun } from '../../pipeline/fleet/queue.ts';
import type { RunRecord } from '../../pipeline/model/run-record.ts';
import { formMistakes, formOf } from '../../pipeline/run/form.ts';
import { soundRun } from '../fixtures/sound.ts';
import { genuineMeasurements } from '../grade/fixture.ts';
import { find, quick, runOf } from '../run/stand-ins.ts';
import { fuzz, type Outcome } from './fuzz.ts';
import { mutatedBytes } from './mutate-bytes.ts';
import { mutatedDocument } from './mutate-json.ts';

const { experiments } = await genuineMeasurements(['a-softmax']);
const form = formOf(runOf(quick(find('a-softmax'))));
const { seed: _, ...sound } = soundRun(experiments['a-softmax']!.replicates[0]!, form);
const packed = packRun(sound as RunRecord);

/** As a build takes an answer: a run of the form that it asked for, or none. */
function examine(answer: unknown): Outcome {
  const run = unpackRun(answer);
  if (!run || formMistakes(run, form).length > 0) return 'refused';
  const curves = Object.values(run.history).flatMap((curve) => [
    ...(curve?.loss ?? []),
    ...(curve?.accuracy ?? []),
  ]);
  expect(curves.every(Number.isFinite)).toBe(true);
  expect(run.history.train!.loss).toHaveLength(sound.history.train!.loss.length);
  return 'accepted';
}

describe('what a worker answers', () => {
  fuzz('bytes that are no packed run are refused', mutatedBytes(Buffer.from(packed)), (mutant) =>
    examine(Buffer.from(mutant).toString('latin1')),
  );

  fuzz(
    'packed bytes that are no run are refused',
    mutatedBytes(gunzipSync(Buffer.from(packed, 'base64'))),
    (mutant) => examine(gzipSync(mutant).toString('base64')),
  );

  fuzz(
    'a forged run is refused, or has the form that was asked for',
    mutatedDocument(JSON.stringify(sound)),
    (mutant) => examine(gzipSync(JSON.stringify(mutant)).toString('base64')),
  );
});
