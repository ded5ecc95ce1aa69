import { UserError } from '../base/errors.ts';

/** A data file whose bytes are not what they should be: `problem` is wrong with it. Exit code 2. */
export class InvalidDataError extends UserError {
  override readonly name = 'InvalidDataError';
  readonly problem: string;
  constructor(file: string, problem: string) {
    super(`invalid data file: ${file}: ${problem}; replace it with the published file`);
    this.problem = problem;
  }
}

/** The error for a data file whose bytes are not what they should be. */
export const invalidDataFile = (file: string, problem: string) => new InvalidDataError(file, problem);
