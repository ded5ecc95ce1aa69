import { realpathSync } from 'node:fs';
import path from 'node:path';

/**
 * The folder that a user's relative paths begin from. npm runs the scripts of a project in its folder, wherever npm was
 * called, and tells where that was, also to programs that have nothing to do with that project.
 * @param {{ env: NodeJS.ProcessEnv, cwd: string, root: string }} surroundings
 * @returns {string}
 */
export function userFolder({ env, cwd, root }) {
  const { INIT_CWD, npm_package_json: manifest } = env;
  return INIT_CWD && manifest && cwd === root && realFolder(manifest) === root ? INIT_CWD : cwd;
}

function realFolder(/** @type {string} */ file) {
  try {
    return path.dirname(realpathSync(file));
  } catch {
    return null;
  }
}
