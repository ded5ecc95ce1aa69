/** What to say where the system allows too few open files for all that a build, its bundler and its workers open. */
export const TOO_MANY_OPEN_FILES = 'too many open files; raise the limit (ulimit -n) and run it again';

/**
 * Whether the limit is why it failed, whoever met it: Node, or a program that it started.
 * @param {any} error
 */
export function isShortOfFiles(error) {
  return /EMFILE|ENFILE|too many open files/i.test(`${error?.code} ${error?.message}`);
}
