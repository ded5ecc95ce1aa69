/** Exit codes of every command. Documented in the README and in `--help`. */
export const EXIT = { ok: 0, expectation: 1, usage: 2, missing: 3, internal: 70 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A failure that the user can mend: one line that names the thing, and what to do next. Never a stack trace. */
export class UserError extends Error {
  readonly exitCode: ExitCode;
  constructor(message: string, exitCode: ExitCode = EXIT.usage) {
    super(message);
    this.name = 'UserError';
    this.exitCode = exitCode;
  }
}
