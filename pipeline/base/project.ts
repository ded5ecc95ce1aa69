import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's folder, which holds package.json. */
export const PROJECT = path.resolve(fileURLToPath(new URL('../../', import.meta.url)));

/** A file or folder as messages and documents name it: from the project's folder, with slashes on every system. */
export const fromProject = (file: string): string => path.relative(PROJECT, file).split(path.sep).join('/');
