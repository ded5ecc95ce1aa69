import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * Files that only save time, kept so that one which a full disk or a tidy hand has emptied or cut counts as missing.
 * The first line is the digest of the rest, as a comment of JavaScript.
 */

const firstLine = (/** @type {Uint8Array} */ content) =>
  `//${createHash('sha256').update(content).digest('hex')}\n`;
const FIRST_LINE_LENGTH = firstLine(Buffer.of()).length;

/**
 * What writeWhole wrote, without its first line; null where there is nothing, or not just that.
 * @param {string} file
 */
export function readWhole(file) {
  try {
    const bytes = readFileSync(file);
    const content = bytes.subarray(FIRST_LINE_LENGTH);
    return bytes.toString('latin1', 0, FIRST_LINE_LENGTH) === firstLine(content) ? content : null;
  } catch {
    return null;
  }
}

/**
 * Writes the file at once or not at all. Throws where it cannot be written.
 * @param {string} file
 * @param {Uint8Array} content
 */
export function writeWhole(file, content) {
  const temporary = `${file}-${process.pid}`;
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    writeFileSync(temporary, Buffer.concat([Buffer.from(firstLine(content)), content]));
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}
