import type { RunRecord } from '../model/run-record.ts';
import type { Run } from '../run/run.ts';
import { startTrainingProcess, type TrainingProcess, type TrainingSetting } from '../run/training-process.ts';

/** Training processes that are kept from job to job. */
export interface Processes {
  /** Trains in a process that is free, or in a new one in place of one that was lost. */
  train(run: Run, onProgress: (stepsDone: number) => void): Promise<RunRecord>;
  /** How many are training. */
  busy(): number;
  /** Ends all of them at once; what they train fails. */
  end(): void;
}

/** Starts so many processes and waits for them. */
export async function openProcesses(setting: TrainingSetting, count: number): Promise<Processes> {
  const all = new Set<TrainingProcess>();
  const free: TrainingProcess[] = [];
  const start = (): TrainingProcess => {
    const process = startTrainingProcess(setting);
    all.add(process);
    return process;
  };
  const drop = (process: TrainingProcess): void => {
    all.delete(process);
    process.end();
  };
  const end = (): void => all.forEach(drop);
  for (let started = 0; started < count; started++) free.push(start());
  try {
    await Promise.all(free.map(({ ready }) => ready));
  } catch (error) {
    end();
    throw error;
  }
  let busy = 0;
  return {
    end,
    busy: () => busy,
    async train(run, onProgress) {
      const process = free.pop() ?? start();
      busy += 1;
      try {
        await process.ready;
        const record = await process.train(run, onProgress);
        free.push(process);
        return record;
      } catch (error) {
        drop(process); // it may be lost, or left with half a run inside
        throw error;
      } finally {
        busy -= 1;
      }
    },
  };
}
