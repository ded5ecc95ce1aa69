import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Gives all tests one folder for what they write, and deletes it after the last of them. */
export default function setup(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'report-tests-'));
  for (const variable of ['TMPDIR', 'TEMP', 'TMP']) process.env[variable] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
