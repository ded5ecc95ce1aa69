import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  isLeftOver,
  lockHolder,
  MACHINE,
  OWNER,
  ownerOf,
  tryLock,
  withLock,
} from '../../pipeline/processes/lock.ts';
import { removeLeftOvers } from '../../pipeline/processes/temporary.ts';
import { ROOT } from '../cli.ts';

let folder: string;
let place: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'locks-'));
  place = path.join(folder, 'locks', 'place');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LOCK = JSON.stringify(path.join(ROOT, 'pipeline/processes/lock.ts'));

/** A process that runs the code, with the lock's functions and the place at hand. */
function program(code: string) {
  const preamble = `import { tryLock, withLock } from ${LOCK}; const place = ${JSON.stringify(place)};`;
  return ['--import', 'tsx', '--input-type=module', '-e', `${preamble}\n${code}`];
}

/** Another process that takes the lock and keeps it. */
async function holdElsewhere() {
  const child = spawn(
    process.execPath,
    program('tryLock(place); console.log("held"); setInterval(() => {}, 1000);'),
    {
      cwd: ROOT,
    },
  );
  await once(child.stdout!, 'data');
  return child;
}

test('one has the lock, until it is released', () => {
  const lock = tryLock(place)!;
  expect(lockHolder(place)).toBe(process.pid);
  expect(tryLock(place)).toBeNull();
  lock.release();
  expect(lockHolder(place)).toBeNull();
  tryLock(place)!.release();
  expect(readdirSync(path.dirname(place))).toEqual([]);
});

test('a lock whose holder was killed is free at once, and its release by a late process frees no other', async () => {
  const child = await holdElsewhere();
  expect(lockHolder(place)).toBe(child.pid);
  expect(tryLock(place)).toBeNull();
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
  expect(lockHolder(place)).toBeNull();
  const lock = tryLock(place)!;
  expect(lockHolder(place)).toBe(process.pid);
  lock.release();
});

test('who waits is told once whom for, and goes on when the holder is killed', async () => {
  const child = await holdElsewhere();
  const waitedFor: number[] = [];
  setTimeout(() => child.kill('SIGKILL'), 500);
  const worked = await withLock(
    place,
    async () => 'done',
    (pid) => waitedFor.push(pid),
  );
  expect([worked, waitedFor]).toEqual(['done', [child.pid]]);
});

test('of many processes that want a dead holder’s lock, one has it at a time', async () => {
  const child = await holdElsewhere();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const log = path.join(folder, 'log');
  const code = `
    import { appendFileSync } from 'node:fs';
    for (let i = 0; i < 20; i++) await withLock(place, async () => {
      appendFileSync(${JSON.stringify(log)}, 'in ');
      await new Promise((resolve) => setTimeout(resolve, 2));
      appendFileSync(${JSON.stringify(log)}, 'out ');
    });`;
  const racers = Array.from({ length: 4 }, () =>
    spawn(process.execPath, program(code), { cwd: ROOT, stdio: 'inherit' }),
  );
  const codes = await Promise.all(racers.map(async (racer) => (await once(racer, 'exit'))[0]));
  expect(codes).toEqual([0, 0, 0, 0]);
  expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(80));
  expect(readdirSync(path.dirname(place))).toEqual([]);
});

test('a process is known by its number and its start, a file of another machine is nobody’s', () => {
  expect(ownerOf(`x-${OWNER}.tmp`)).toBe(process.pid);
  expect(isLeftOver(OWNER)).toBe(false);
  const reused = OWNER.replace(/.{8}$/, '00000000');
  expect([ownerOf(reused), isLeftOver(reused)]).toEqual([null, true]);
  const elsewhere = OWNER.replace(MACHINE, '00000000');
  expect([ownerOf(elsewhere), isLeftOver(elsewhere)]).toEqual([null, false]);
  expect(isLeftOver('report.pdf')).toBe(false);
});

test.skipIf(process.platform !== 'linux')('a zombie has ended', async () => {
  const owner = JSON.stringify(path.join(ROOT, 'pipeline/processes/lock.ts'));
  const code = `import { OWNER } from ${owner}; console.log(OWNER);`;
  // What the shell becomes never asks how its child ended.
  const script = '"$0" "$@" & exec sleep 60';
  const shell = spawn(
    'sh',
    ['-c', script, process.execPath, '--import', 'tsx', '--input-type=module', '-e', code],
    {
      cwd: ROOT,
    },
  );
  const name = String((await once(shell.stdout!, 'data'))[0]).trim();
  const stat = () => readFileSync(`/proc/${name.split('-')[1]}/stat`, 'utf8');
  await expect.poll(stat, { timeout: 20_000 }).toMatch(/\) Z /);
  expect([ownerOf(name), isLeftOver(name)]).toEqual([null, true]);
  shell.kill();
});

test('what a killed build left in the cache goes, what a living one or the user has there stays', async () => {
  const gone = OWNER.replace(/.{8}$/, '00000000');
  const [dead] = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).split('\n');
  const put = (...names: string[]) => {
    const file = path.join(folder, ...names);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
  };
  put('tmp', `${gone}-a`, 'profile');
  put('tmp', `${OWNER}-a`, 'profile');
  put('store', 'tmp', `${gone}-b`);
  put('store', 'tmp', `${OWNER}-b`);
  put('locks', `x.${MACHINE}.lock`, gone);
  put('locks', `y.${MACHINE}.lock`, OWNER);
  put('locks', `z.${MACHINE}.lock.${gone}.abc`, gone);
  put('data', 'set', `.images.${dead}.0123abcd.tmp`);
  put('data', 'set', `.images.${process.pid}.0123abcd.tmp`);
  put('data', 'set', 'notes.tmp');
  await removeLeftOvers(folder);
  const left = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(
    left.map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name))).sort(),
  ).toEqual(
    [
      `tmp/${OWNER}-a/profile`,
      `store/tmp/${OWNER}-b`,
      `locks/y.${MACHINE}.lock/${OWNER}`,
      `data/set/.images.${process.pid}.0123abcd.tmp`,
      'data/set/notes.tmp',
    ].sort(),
  );
});
