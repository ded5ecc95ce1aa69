import { UserError } from '../base/errors.ts';

/** The error for a data file whose bytes are not what they should be: `what` is wrong with it. Exit code 2. */
export function invalidDataFile(file: string, what: string): UserError {
  return new UserError(`invalid data file: ${file}: ${what}; replace it with the published file`);
}
