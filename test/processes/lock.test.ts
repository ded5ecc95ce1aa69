import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  isLeftOver,
  lockHolder,
  MACHINE,
  OWNER,
  ownerOf,
  tryLock,
  watchStopped,
  withLock,
} from '../../pipeline/processes/lock.ts';
import { removeLeftOvers } from '../../pipeline/processes/temporary.ts';
import { ROOT } from '../cli.ts';

/** The process of which /proc tells nothing. */
const hidden = vi.hoisted(() => ({ pid: 0 }));
vi.mock('node:fs', async (load) => {
  const actual = await load<typeof import('node:fs')>();
  const read = (file: string, ...rest: []) =>
    actual.readFileSync(file === `/proc/${hidden.pid}/stat` ? '/gone' : file, ...rest);
  return { ...actual, readFileSync: read, unlinkSync: vi.fn(actual.unlinkSync) };
});

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

test.runIf(process.platform === 'linux')(
  'a process that the system hides is alive as long as it can be signalled',
  async () => {
    const child = await holdElsewhere();
    const owner = readdirSync(`${place}.${MACHINE}.lock`)[0]!;
    hidden.pid = child.pid!;
    expect([ownerOf(owner), isLeftOver(owner)]).toEqual([child.pid, false]);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    expect([ownerOf(owner), isLeftOver(owner)]).toEqual([null, true]);
    hidden.pid = 0;
  },
);

test('a dead process’s lock that only another user may remove is named, not waited for', async () => {
  const lock = `${place}.${MACHINE}.lock`;
  mkdirSync(lock, { recursive: true });
  writeFileSync(path.join(lock, OWNER.replace(/.{8}$/, '00000000')), '');
  const denied = Object.assign(new Error('denied'), { code: 'EPERM' });
  vi.mocked(unlinkSync).mockImplementationOnce(() => {
    throw denied;
  });
  await expect(withLock(place, async () => 'done')).rejects.toThrow(
    new RegExp(
      `^cannot remove the lock: ${lock} \\(EPERM\\), left by a process of user \\d+ that has ended; `,
    ),
  );
});

test.runIf(process.platform === 'linux')(
  'a holder that was stopped is not waited for without end',
  async () => {
    const child = await holdElsewhere();
    const watch = watchStopped(3);
    watch(child.pid!);
    child.kill('SIGSTOP');
    await expect.poll(() => readFileSync(`/proc/${child.pid}/stat`, 'utf8')).toMatch(/\) T /);
    watch(child.pid!);
    watch(child.pid!);
    watch(null);
    watch(child.pid!);
    watch(child.pid!);
    expect(() => watch(child.pid!)).toThrow(`stopped process: ${child.pid} holds what this build waits for`);
    child.kill('SIGKILL');
  },
);

test('what another machine left goes after a week', async () => {
  const elsewhere = OWNER.replace(MACHINE, '00000000');
  const names = [
    `tmp/${elsewhere}-old`,
    `tmp/${elsewhere}-new`,
    'locks/a.00000000.lock',
    'locks/b.00000000.lock',
  ];
  for (const name of names) mkdirSync(path.join(folder, name), { recursive: true });
  const living = path.join(folder, names[3]!, elsewhere); // as far as anybody here can know
  writeFileSync(living, '');
  const old = new Date(Date.now() - 8 * 24 * 60 * 60 * 1000);
  for (const name of [names[0]!, names[2]!]) utimesSync(path.join(folder, name), old, old);
  await removeLeftOvers(folder);
  expect(readdirSync(path.dirname(living))).toEqual([elsewhere]);
  expect([...readdirSync(path.join(folder, 'tmp')), ...readdirSync(path.join(folder, 'locks'))]).toEqual([
    `${elsewhere}-new`,
    'b.00000000.lock',
  ]);
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
