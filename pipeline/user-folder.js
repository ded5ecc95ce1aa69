/**
 * The folder that a user's relative paths begin from. npm runs scripts in the project's folder, wherever it was called,
 * and tells where that was.
 * @param {{ env: NodeJS.ProcessEnv, cwd: string, root: string }} surroundings
 * @returns {string}
 */
export function userFolder({ env, cwd, root }) {
  return cwd === root && env.npm_lifecycle_event && env.INIT_CWD ? env.INIT_CWD : cwd;
}
