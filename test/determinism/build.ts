import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { copyProject, ROOT } from '../cli.ts';
import { type Condition, PLAIN, SELECTION } from './conditions.ts';

/** What must not differ by a byte. */
const FILES = ['results.json', 'index.html', 'report.pdf'] as const;
/** SHA-256 of each file. */
export type Digests = Readonly<Record<(typeof FILES)[number], string>>;

export interface Place {
  /** A folder for all builds of one comparison. */
  readonly scratch: string;
  readonly engine: string;
}

/** A quick build on embedded data with two seeds. Throws, with what it said, unless it ends with 0. */
export async function build(condition: Condition, { scratch, engine }: Place): Promise<Digests> {
  const own = path.join(scratch, `${engine} ${condition.name}`);
  const cache = condition.warm ? path.join(scratch, `${engine} ${PLAIN.name}`) : own;
  const variables: Readonly<Record<string, string>> = condition.env?.(scratch) ?? {};
  const env = { ...variables, REPORT_CACHE_DIR: path.join(cache, 'cache') };
  for (const folder of [variables.TMPDIR, variables.HOME]) {
    if (folder) await mkdir(folder, { recursive: true });
  }
  const project = condition.project ? path.join(own, condition.project) : ROOT;
  if (project !== ROOT) await copyProject(project);
  const cwd = condition.workingFolder ? path.join(own, condition.workingFolder) : project;
  await mkdir(cwd, { recursive: true });
  const run = (command: string, selection: readonly string[]) => {
    const only = selection.flatMap((id) => ['--only', id]);
    const workers = condition.workers ? ['--workers', String(condition.workers)] : [];
    const how = ['--quick', '--data', 'embedded', '--engine', engine, '--seeds', '2', ...workers];
    const args = [
      path.join(project, 'pipeline/start.js'),
      command,
      ...how,
      ...only,
      '--out',
      path.join(own, 'out'),
    ];
    return runNode(condition, args, { cwd, env });
  };
  for (const id of condition.trainedFirst ?? []) await run('experiments', [id]);
  await run('report', condition.selection ?? SELECTION);
  return digestsOf(path.join(own, 'out'));
}

async function digestsOf(folder: string): Promise<Digests> {
  const entries = FILES.map(async (file): Promise<[string, string]> => {
    const bytes = await readFile(path.join(folder, file));
    return [file, createHash('sha256').update(bytes).digest('hex')];
  });
  return Object.fromEntries(await Promise.all(entries)) as Digests;
}

interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

function runNode(
  { node = process.execPath, umask }: Condition,
  args: readonly string[],
  { cwd, env }: Surroundings,
) {
  const { REPORT_DATA_DIR: _, ...inherited } = process.env;
  const command = umask ? ['sh', '-c', `umask ${umask}; exec "$0" "$@"`, node, ...args] : [node, ...args];
  return new Promise<void>((resolve, reject) => {
    const child = spawn(command[0]!, command.slice(1), { cwd, env: { ...inherited, ...env } });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`exit code ${code}\n${said}`))));
  });
}
