import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { processTree, watchMemory } from '../../pipeline/stages/peak-memory.ts';
import { ROOT, temporaryFolder } from '../cli.ts';

const linux = process.platform === 'linux';

let folder: string;
let remove: () => Promise<void>;
let children: ChildProcess[];
beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  children = [];
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await remove();
});

/** Starts a process that holds so much, at `script` in the folder, and says when it does. */
async function holder(script: string, mebibytes: number): Promise<void> {
  const file = path.join(folder, script);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(
    file,
    `const held = Buffer.alloc(${mebibytes} * 2 ** 20, 1); console.log(held.length); setInterval(() => {}, 1000);`,
  );
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  await once(child.stdout!, 'data');
}

describe('watchMemory', () => {
  test.runIf(linux)('counts workers that are alive at once, and the largest of them', async () => {
    const watch = watchMemory();
    await holder('run/worker.ts', 300);
    await holder('run/worker.ts', 100);
    const { build, workers, largestWorker, total, browser } = watch.end();
    expect(build).toBeGreaterThan(20);
    expect(largestWorker).toBeGreaterThan(300);
    expect(largestWorker).toBeLessThan(300 + 100);
    expect(workers! - largestWorker!).toBeGreaterThan(100);
    expect(Math.abs(total! - build! - workers!)).toBeLessThanOrEqual(2); // each is rounded
    expect(browser).toBeUndefined();
  });

  test.runIf(linux)('sees processes that end before it is asked', async () => {
    const watch = watchMemory();
    await holder('other.js', 200);
    await new Promise((resolve) => setTimeout(resolve, 500)); // more than its interval
    children[0]!.kill('SIGKILL');
    await once(children[0]!, 'close');
    expect(watch.end().others).toBeGreaterThan(200);
  });

  test('knows the build itself everywhere', () => {
    expect(watchMemory().end().build).toBeGreaterThan(20);
  });

  test.runIf(linux)('does not blame a stage for what an earlier one took', () => {
    const stages = `
      import { watchMemory } from './pipeline/stages/peak-memory.ts';
      const first = watchMemory();
      let held = Buffer.alloc(400 * 2 ** 20, 1);
      const peaks = [first.end().build];
      held = null;
      gc();
      peaks.push(watchMemory().end().build);
      console.log(JSON.stringify(peaks));`;
    const args = ['--expose-gc', '--import', 'tsx', '--input-type=module', '--eval', stages];
    const [first, second] = JSON.parse(execFileSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8' }));
    expect(first).toBeGreaterThan(400);
    expect(second).toBeLessThan(400);
  });
});

test.runIf(linux)('the tree of a process that has ended is empty', async () => {
  await holder('other.js', 1);
  const { pid } = children[0]!;
  expect(processTree(pid!)).toHaveLength(1);
  children[0]!.kill('SIGKILL');
  await once(children[0]!, 'close');
  expect(processTree(pid!)).toEqual([]);
});
