import type { ExitCode } from '../base/errors.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { Run } from './run.ts';

/** What a training process needs to know of a run. */
export type Work = Pick<Run, 'experiment' | 'seed' | 'location'>;

/** What the build asks of a training process, one run at a time. */
export interface TrainRequest {
  readonly cell: Work;
}

/** What a worker process tells. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'finished'; readonly run: RunRecord }
  /** No memory was left for the cell. */
  | { readonly type: 'starved' }
  | { readonly type: 'failed'; readonly message: string; readonly exitCode: ExitCode };
