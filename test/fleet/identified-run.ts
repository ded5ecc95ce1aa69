import { runIdentity } from '../../pipeline/cache/key.ts';
import type { RunRecord } from '../../pipeline/model/run-record.ts';
import type { IdentifiedRun } from '../../pipeline/run/plan.ts';
import { ENGINE, find, quick, runOf } from '../run/stand-ins.ts';

const metrics = { accuracy: 0.5, loss: 1 };
const curve = { accuracy: [0.25, 0.5], loss: [2, 1] };
export const RUN: RunRecord = {
  final: { train: metrics, test: metrics },
  history: { train: curve, test: curve },
};

/** A small run with an identity of its own, for tests that do not train. */
export function identifiedRun(id = 'a-softmax', seed = 1): IdentifiedRun {
  const run = runOf(quick(find(id)), seed);
  const { name, digests } = run.location.record;
  const source = { code: 'a'.repeat(64), packages: { seedrandom: '3' } };
  const identity = runIdentity({
    config: run.experiment.config,
    trainer: run.trainer.version,
    seed,
    data: { name, digests },
    engine: ENGINE,
    source,
  });
  return { ...run, identity, files: {} };
}
