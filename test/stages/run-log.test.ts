import { execFileSync, spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readCheckout } from '../../pipeline/stages/run-log.ts';
import { temporaryFolder } from '../cli.ts';

describe.skipIf(spawnSync('git').error)('the commit that a build ran', () => {
  let root: string;
  let remove: () => Promise<void>;
  const before = { ...process.env };
  beforeEach(async () => ({ folder: root, remove } = await temporaryFolder()));
  afterEach(async () => {
    process.env = { ...before };
    await remove();
  });

  /** A repository with one commit, which is given back. */
  async function repository(name: string): Promise<{ folder: string; commit: string }> {
    const folder = path.join(root, name);
    await mkdir(folder);
    await writeFile(path.join(folder, 'package.json'), name);
    const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, encoding: 'utf8' });
    git('init', '-q');
    git('add', '.');
    git('-c', 'user.name=a', '-c', 'user.email=a@b.c', 'commit', '-q', '-m', name);
    return { folder, commit: git('rev-parse', 'HEAD').trim() };
  }

  test('is that of the project, whatever git’s variables and the current folder mean', async () => {
    const [project, other] = [await repository('project'), await repository('other')];
    process.env.GIT_DIR = path.join(other.folder, '.git');
    expect(await readCheckout(project.folder)).toEqual({ commit: project.commit, dirty: false });
  });

  test('is said to be dirty where a file differs from it', async () => {
    const { folder, commit } = await repository('project');
    await writeFile(path.join(folder, 'package.json'), 'edited');
    expect(await readCheckout(folder)).toEqual({ commit, dirty: true });
  });

  test('is none where the project only lies within the repository of another', async () => {
    const { folder } = await repository('other');
    await mkdir(path.join(folder, 'unpacked'));
    await writeFile(path.join(folder, 'unpacked/package.json'), '');
    expect(await readCheckout(path.join(folder, 'unpacked'))).toBeNull();
    expect(await readCheckout(root)).toBeNull();
  });
});
