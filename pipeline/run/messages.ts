import type { ExitCode } from '../base/errors.ts';
import type { RunRecord } from '../model/run-record.ts';
import type { Cell } from './run.ts';

/** What the build asks of a worker process. The worker takes one cell at a time. */
export interface TrainRequest {
  readonly cell: Cell;
}

/** What a worker process tells. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'finished'; readonly run: RunRecord }
  /** No memory was left for the cell. */
  | { readonly type: 'starved' }
  | { readonly type: 'failed'; readonly message: string; readonly exitCode: ExitCode };
