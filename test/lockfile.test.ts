import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './cli.ts';

interface Package {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
}
const read = (name: string) => JSON.parse(readFileSync(path.join(ROOT, name), 'utf8'));
const { packages } = read('package-lock.json') as { packages: Record<string, Package> };
/** The project's own, and stand-ins of its own for packages that it must not have. */
const OWN = ['', 'pipeline/setup/extract-zip', 'node_modules/extract-zip'];
const installed = Object.entries(packages).filter(([place]) => !OWN.includes(place));

test('npm ci installs only packages whose SHA-512 the lockfile holds', () => {
  expect(installed.length).toBeGreaterThan(400);
  const unpinned = installed.filter(
    ([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''),
  );
  expect(unpinned).toEqual([]);
});

test('no install script runs', () => {
  const settings = readFileSync(path.join(ROOT, '.npmrc'), 'utf8').split(/\r?\n/);
  expect(settings).toContain('ignore-scripts=true');
});

test('no package comes from anywhere but the npm registry', () => {
  const elsewhere = installed.filter(
    ([, { resolved = 'https://registry.npmjs.org/', link }]) =>
      link || !resolved.startsWith('https://registry.npmjs.org/'),
  );
  expect(elsewhere).toEqual([]);
});

test('every package that the project names is named with one exact version', () => {
  const manifest = read('package.json');
  const named = Object.entries({
    ...manifest.dependencies,
    ...manifest.devDependencies,
    ...manifest.optionalDependencies,
  } as Record<string, string>).filter(([, version]) => !version.startsWith('file:pipeline/setup/'));
  expect(named.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  for (const [name, version] of named) expect(packages[`node_modules/${name}`]?.version, name).toBe(version);
});

test('docs/dependencies.md says of every package that the project names why it is there', () => {
  const { dependencies, optionalDependencies, devDependencies } = read('package.json');
  const named = Object.keys({ ...dependencies, ...optionalDependencies, ...devDependencies });
  const [page = ''] = readFileSync(path.join(ROOT, 'docs/dependencies.md'), 'utf8').split('## What waits');
  const explained = [...page.matchAll(/^\| `([^`]+)` \| .{10,} \|$/gm)].map(([, name]) => name!);
  expect(explained.sort()).toEqual(named.filter((name) => !name.startsWith('@types/')).sort());
});

test('nothing unpacks a browser, since none is downloaded', async () => {
  expect(packages['node_modules/extract-zip']).toEqual({
    resolved: 'pipeline/setup/extract-zip',
    link: true,
  });
  const { default: extractZip } = await import('extract-zip');
  await expect(extractZip()).rejects.toThrow(/^browsers are not downloaded here; /);
});
