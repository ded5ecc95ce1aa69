import { UserError } from '../base/errors.ts';
import { explainDifference } from '../cache/explain.ts';
import { digestOf } from '../cache/key.ts';
import type { Sources } from '../cache/source.ts';
import type { DataSetLocation, DataSetRecord } from '../model/data-set.ts';
import type { EngineIdentity } from '../model/engine.ts';
import { type IdentifiedCell, identifyCell } from '../run/plan.ts';
import type { JobData } from './job.ts';

/** What a worker computes with. */
export interface Equipment {
  readonly engine: EngineIdentity;
  /** All code that trains, as its processes have loaded it. */
  readonly code: Sources;
  /** Finds and verifies a data set on this machine. Throws a UserError where it is not to be had. */
  readonly locate: (wanted: Pick<DataSetRecord, 'subject' | 'kind'>) => Promise<DataSetLocation>;
}

/** Why a worker gives a job back: its numbers would not be those that were asked for. */
export interface Refusal {
  readonly reason: string;
}

/**
 * Finds for itself all that would go into the run here, code, data and engine, and compares: what the job says of them
 * is never trusted. The cell is made of this machine's own findings.
 */
export async function assess(job: JobData, equipment: Equipment): Promise<IdentifiedCell | Refusal> {
  const { config, seed, engine } = job.identity;
  if (digestOf(engine) !== digestOf(equipment.engine)) {
    return differs(explainDifference(job.identity, { ...job.identity, engine: equipment.engine }));
  }
  const experiment = { id: job.experiment, question: '', title: '', config };
  try {
    const location = await equipment.locate({ subject: config.subject, kind: job.kind });
    const cell = await identifyCell({ experiment, seed, location }, equipment.engine, equipment.code);
    const differences = explainDifference(job.identity, cell.identity);
    return differences.length > 0 ? differs(differences) : cell;
  } catch (error) {
    if (error instanceof UserError) return { reason: error.message };
    throw error;
  }
}

const SHOWN = 2;

/** Each difference is told as wanted -> found here. */
function differs(differences: readonly string[]): Refusal {
  const more = differences.length > SHOWN ? ` and ${differences.length - SHOWN} more` : '';
  return { reason: `other than here: ${differences.slice(0, SHOWN).join('; ')}${more}` };
}
