import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EXIT, UserError } from '../base/errors.ts';

/** An unpacked tensorflow-cpu wheel. */
export interface Wheel {
  readonly folder: string;
  /** Of TensorFlow, as the wheel states it. */
  readonly version: string;
}

/** The wheel's libraries, and the names under which tfjs-node is linked against them. */
const LIBRARIES = [
  { file: 'libtensorflow_cc.so.2', link: 'libtensorflow.so' },
  { file: 'libtensorflow_framework.so.2', link: 'libtensorflow_framework.so' },
] as const;

/** What tfjs-node's sources include, and what that includes in turn. */
const HEADERS = ['tensorflow/c', 'tensorflow/core/platform', 'tsl', 'xla/tsl/c'];

/**
 * Reads the wheel's version and holds its libraries to the SHA-256 digests that it lists (PEP 427, RECORD).
 * Throws a UserError, naming the file, for anything that is not there or not as listed.
 */
export async function checkWheel(folder: string): Promise<Wheel> {
  const information = (await readdir(folder)).find((name) => name.endsWith('.dist-info'));
  if (!information) throw invalidWheel('no .dist-info in it');
  const metadata = await readFile(path.join(folder, information, 'METADATA'), 'utf8');
  const version = /^Version: (\S+)$/m.exec(metadata)?.[1];
  if (!version) throw invalidWheel('METADATA states no version');
  const record = await readFile(path.join(folder, information, 'RECORD'), 'utf8');
  for (const { file } of LIBRARIES) await checkDigest(folder, `tensorflow/${file}`, record);
  return { folder, version };
}

/** A line of RECORD: path,sha256=<digest in base64url without padding>,size */
async function checkDigest(folder: string, file: string, record: string): Promise<void> {
  const line = record.split('\n').find((candidate) => candidate.startsWith(`${file},`));
  const expected = /,sha256=([\w-]+),/.exec(line ?? '')?.[1];
  if (!expected) throw invalidWheel(`RECORD lists no digest of ${file}`);
  const hash = createHash('sha256');
  await pipeline(createReadStream(path.join(folder, file)), hash).catch(() => {
    throw invalidWheel(`no ${file} in it`);
  });
  const found = hash.digest('base64url');
  if (found !== expected) throw invalidWheel(`sha256 of ${file} is ${found}, expected ${expected}`);
}

/** Puts libraries and headers where tfjs-node's build looks for them: deps/lib and deps/include of its package. */
export async function placeDependencies({ folder }: Wheel, packageFolder: string): Promise<void> {
  const lib = path.join(packageFolder, 'deps', 'lib');
  await mkdir(lib, { recursive: true });
  for (const { file, link } of LIBRARIES) {
    await cp(path.join(folder, 'tensorflow', file), path.join(lib, file));
    await symlink(file, path.join(lib, link));
  }
  const include = path.join(folder, 'tensorflow', 'include');
  for (const name of HEADERS) {
    const target = path.join(packageFolder, 'deps', 'include', name);
    await cp(path.join(include, name), target, { recursive: true }).catch(() => {
      throw invalidWheel(`no headers tensorflow/include/${name} in it`);
    });
  }
}

function invalidWheel(what: string): UserError {
  return new UserError(
    `invalid wheel: ${what}; give another tensorflow-cpu wheel with -- --wheel <file>`,
    EXIT.missing,
  );
}

/** Runs a program to its end and gives what it printed. Throws an Error with the last line that it complained with. */
export type RunCommand = (file: string, args: readonly string[], cwd: string) => Promise<string>;

export const runCommand: RunCommand = (file, args, cwd) =>
  new Promise((resolve, reject) => {
    execFile(file, [...args], { cwd, maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else reject(new Error(lastLine(stderr) ?? lastLine(stdout) ?? error.message.split('\n')[0]));
    });
  });

function lastLine(text: string): string | undefined {
  return text.trim().split('\n').at(-1) || undefined;
}
