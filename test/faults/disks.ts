import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** File systems with a fault, made for one test each. */
export interface Disk {
  readonly folder: string;
  remove(): void;
}

const isRoot = process.getuid?.() === 0;

/** A disk with so much room, which only root may mount. */
export function mountDisk(size: string): Disk {
  const folder = mkdtempSync(path.join(tmpdir(), 'report-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'report-test', folder], { stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
  return {
    folder,
    remove() {
      execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
      rmSync(folder, { recursive: true });
    },
  };
}

export const canMount = isRoot && attempt(() => mountDisk('64k').remove());

/** Nothing can be written there: by its rights, which do not count for root, or else by how it is mounted. */
export function readOnlyDisk(subfolder: string): Disk {
  if (!isRoot) {
    const folder = mkdtempSync(path.join(tmpdir(), 'report-disk-'));
    mkdirSync(path.join(folder, subfolder));
    chmodSync(path.join(folder, subfolder), 0o555);
    return { folder, remove: () => rmSync(folder, { recursive: true }) };
  }
  const disk = mountDisk('64k');
  mkdirSync(path.join(disk.folder, subfolder));
  execFileSync('mount', ['-o', 'remount,ro', disk.folder], { stdio: 'pipe' });
  return disk;
}

export const canMakeReadOnly = process.platform !== 'win32' && (!isRoot || canMount);

function attempt(act: () => void): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
