import type { DataSetRecord } from '../../pipeline/model/data-set.ts';
import type { Measurements, Results, Scale } from '../../pipeline/model/results.ts';
import type { Curve, RunRecord } from '../../pipeline/model/run-record.ts';
import { assembleMeasurements } from '../../pipeline/results/assemble.ts';
import { judge } from '../../pipeline/stages/judge.ts';
import { stripes } from './data.ts';
import study from './index.ts';

/** What the data record says of the generated stripes. */
export const stripesRecord: DataSetRecord = {
  name: 'stripes',
  subject: 'stripes',
  kind: 'embedded',
  digests: { 'train-images-idx3-ubyte': 'ab'.repeat(32) },
  sizes: stripes.sizes,
  rows: stripes.rows,
  columns: stripes.columns,
  classNames: [...stripes.classNames],
  source: stripes.source,
};

const ENGINE = { name: 'onnxruntime', version: '1.0', numericClass: '1 thread' } as const;
const STEPS = 5;

/** A curve that rises in equal steps, and a loss that falls with it. */
function curveTo(accuracy: number): Curve {
  const shares = Array.from({ length: STEPS }, (_, step) => ((step + 1) / STEPS) * accuracy);
  return { accuracy: shares, loss: shares.map((share) => 1.2 - share) };
}

/** Made up: each further seed ends a point higher. */
function runTo(accuracy: number, seed: number): RunRecord {
  const [train, test] = [curveTo(accuracy + 0.01 * seed), curveTo(accuracy + 0.01 * seed - 0.02)];
  const end = ({ accuracy, loss }: Curve) => ({ accuracy: accuracy.at(-1)!, loss: loss.at(-1)! });
  return { final: { train: end(train), test: end(test) }, history: { train, test } };
}

const ENDS: Readonly<Record<string, number>> = { linear: 0.5, hidden: 0.9 };

/** Measurements of the study as trained runs would give them, without training any. */
export function madeUpMeasurements({ seeds = 3, scale = 'full' as Scale } = {}): Measurements {
  const runs = study.experiments.flatMap((experiment) =>
    Array.from({ length: seeds }, (_, index) => ({
      experiment,
      seed: index + 1,
      dataset: stripesRecord,
      source: 'ab'.repeat(32),
      samples: { train: 600, validation: 0, test: 150 },
      run: runTo(ENDS[experiment.id]!, index + 1),
    })),
  );
  return assembleMeasurements(runs, { engine: ENGINE, scale });
}

/** The same with their verdicts. */
export const madeUpResults = (options: Parameters<typeof madeUpMeasurements>[0] = {}): Results =>
  judge(madeUpMeasurements(options), {}, study);
