import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line as npm does, in a process of its own; `root` is the project or a copy of it. */
export function runCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  root = ROOT,
): Promise<Outcome> {
  const { REPORT_DATA_DIR: _, INIT_CWD: __, ...inherited } = process.env;
  const options = { cwd: root, env: { ...inherited, ...env }, maxBuffer: 2 ** 26 };
  return new Promise((resolve) => {
    execFile(process.execPath, ['pipeline/start.js', ...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
  });
}

/** A folder for one test file; give `remove` to afterAll. */
export async function temporaryFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'report-test-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** What a build reads, into a folder where it may be edited; the packages are linked. */
export async function copyProject(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of ['pipeline', 'experiments', 'templates']) {
    await cp(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  const reference = 'report/reference/results.json';
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json', reference]) {
    await cp(path.join(ROOT, name), path.join(folder, name));
  }
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
}
