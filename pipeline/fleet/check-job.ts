import { EXIT, UserError } from '../base/errors.ts';
import { type Code, openCode } from '../cache/code.ts';
import { explainDifference } from '../cache/explain.ts';
import { digestOf, type RunIdentity, type RunOrigin } from '../cache/key.ts';
import type { Store } from '../cache/store.ts';
import type { DataSetLocation, DataSetRecord } from '../model/data-set.ts';
import type { EngineIdentity, EngineName } from '../model/engine.ts';
import { type IdentifiedRun, identifyRun } from '../run/plan.ts';
import { trainingCode } from '../run/run.ts';
import type { Study } from '../study.ts';
import type { JobData } from './queue.ts';

/** What a worker computes with. */
export interface Equipment {
  readonly study: Study;
  readonly engine: EngineIdentity;
  /** All code that trains, as its processes have loaded it. */
  readonly code: Code;
  /** Finds and verifies a data set on this machine. Throws a UserError where it is not to be had. */
  readonly locate: (wanted: Pick<DataSetRecord, 'subject' | 'kind'>) => Promise<DataSetLocation>;
}

/** Why a worker gives a job back: its numbers would not be those that were asked for. */
interface Refusal {
  readonly reason: string;
}

/**
 * Finds for itself all that would go into the run here, code, data and engine, and compares: what the job says of them
 * is never trusted. The run is made of this machine's own findings.
 */
export async function checkJob(job: JobData, equipment: Equipment): Promise<IdentifiedRun | Refusal> {
  const { config, seed, engine } = job.identity;
  if (digestOf(engine) !== digestOf(equipment.engine)) {
    return differs(explainDifference(originOf(job), originOf(job, { engine: equipment.engine })));
  }
  const experiment = { id: job.experiment, question: '', title: '', dataset: job.dataset, config };
  const trainer = equipment.study.trainers[config.family];
  const mistake = mistakeIn(job, equipment.study);
  if (mistake || !trainer) return { reason: mistake ?? `unknown family: ${config.family}` };
  try {
    const location = await equipment.locate({ subject: job.dataset, kind: job.kind });
    const { engine: own, code } = equipment;
    const run = await identifyRun({ experiment, seed, location, trainer }, { engine: own, code });
    const differences = explainDifference(originOf(job), { identity: run.identity, files: {} });
    return differences.length > 0 ? differs(differences) : run;
  } catch (error) {
    if (error instanceof UserError) return { reason: error.message };
    throw error;
  }
}

/** A configuration that this study could not have asked for; undefined for a sound one. */
function mistakeIn({ identity: { config }, dataset }: JobData, study: Study): string | undefined {
  const trainer = study.trainers[config.family];
  if (!trainer) return `unknown family: ${config.family}`;
  if (!study.dataSources[dataset]) return `unknown data set: ${dataset}`;
  const parsed = trainer.schema.safeParse(config);
  if (!parsed.success) return `invalid configuration: ${parsed.error.issues[0]!.message}`;
  return trainer.unsupported(parsed.data) ?? undefined;
}

/** The files that a job's code came from stay where it was asked for. */
const originOf = ({ identity }: JobData, found: Partial<RunIdentity> = {}): RunOrigin => ({
  identity: { ...identity, ...found },
  files: {},
});

const SHOWN = 2;

/** Each difference is told as wanted -> found here. */
function differs(differences: readonly string[]): Refusal {
  const more = differences.length > SHOWN ? ` and ${differences.length - SHOWN} more` : '';
  return { reason: `other than here: ${differences.slice(0, SHOWN).join('; ')}${more}` };
}

/** All code that trains on the engine, as it is now. */
export async function readTrainingCode(
  { root, study, store }: { readonly root: string; readonly study: Study; readonly store: Store },
  engine: EngineName,
): Promise<Code> {
  const code = openCode(root, store);
  for (const experiment of study.experiments) {
    const trainer = study.trainers[experiment.config.family]!;
    await code.digest(trainingCode({ experiment, trainer }, engine));
  }
  return code;
}

/**
 * Throws a UserError when the code has changed since it was read. Training processes keep the modules that they have
 * loaded and load others later: after an update, one version's numbers could pass for another's.
 */
export async function requireSameCode(code: Pick<Code, 'isUnchanged'>): Promise<void> {
  if (await code.isUnchanged()) return;
  throw new UserError(
    'stale worker: its code has changed since it was started; start it again',
    EXIT.missing,
  );
}
