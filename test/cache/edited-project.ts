import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeEntry } from '../../pipeline/model/trainer.ts';
import { ROOT } from '../cli.ts';

/** The project's sources in memory, to be edited before they are written somewhere. */
export interface EditedProject {
  /** Text of each file, by path from the root. */
  readonly files: Map<string, string>;
  /** Version of each package that counts as installed. */
  readonly packages: Map<string, string>;
  /** What runs: exports, by module. */
  entries: { readonly file: string; readonly name: string }[];
}

const FOLDERS = ['pipeline', 'experiments'];
const SETTINGS = ['package.json', 'tsconfig.json'];
const SPECIFIER = /(?<=\bfrom |\bimport |\bimport\()'(\.[^']*)'/g;

export async function readProject(): Promise<Map<string, string>> {
  const found = await Promise.all(
    FOLDERS.map(async (folder) => {
      const names = await readdir(path.join(ROOT, folder), { recursive: true });
      return names.map((name) => path.posix.join(folder, name.split(path.sep).join('/')));
    }),
  );
  const sources = found.flat().filter((file) => /\.(ts|json)$/.test(file));
  const texts = [...sources, ...SETTINGS].map(async (file): Promise<[string, string]> => {
    return [file, await readFile(path.join(ROOT, file), 'utf8')];
  });
  return new Map(await Promise.all(texts));
}

/** Writes the settings, the packages' manifests, and those sources that the entries import, directly or not. */
export async function writeProject(project: EditedProject, root: string): Promise<void> {
  const manifests = [...project.packages].map(([name, version]): [string, string] => {
    return [`node_modules/${name}/package.json`, JSON.stringify({ name, version })];
  });
  const sources = [...SETTINGS, ...reached(project)].map((file): [string, string] => {
    return [file, project.files.get(file)!];
  });
  for (const [file, text] of [...sources, ...manifests]) {
    const place = path.join(root, file);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, text);
  }
}

function reached({ files, entries }: EditedProject): Set<string> {
  const found = new Set(entries.map(({ file }) => file));
  for (const file of found) {
    for (const [, specifier] of files.get(file)!.matchAll(SPECIFIER)) {
      found.add(path.posix.join(path.posix.dirname(file), specifier!));
    }
  }
  return found;
}

export function entriesOf({ entries }: Pick<EditedProject, 'entries'>, root: string): CodeEntry[] {
  return entries.map(({ file, name }) => ({ module: pathToFileURL(path.join(root, file)).href, name }));
}

/** The one file whose text matches. */
export function fileWith({ files }: Pick<EditedProject, 'files'>, pattern: RegExp): string {
  const found = [...files].filter(([file, text]) => file.endsWith('.ts') && text.search(pattern) >= 0);
  if (found.length !== 1)
    throw new Error(`${found.length} files match ${pattern}: ${found.map(([file]) => file)}`);
  return found[0]![0];
}

/** Edits the one file whose text matches. */
export function edit(project: EditedProject, pattern: RegExp, to: string): void {
  const file = fileWith(project, pattern);
  project.files.set(file, project.files.get(file)!.replace(pattern, to));
}

/** Edits all files; at least one must change. */
export function editAll({ files }: EditedProject, change: (text: string) => string): void {
  const edited = [...files]
    .filter(([file]) => file.endsWith('.ts'))
    .map(([file, text]) => [file, change(text)] as const);
  if (edited.every(([file, text]) => files.get(file) === text)) throw new Error('nothing was edited');
  for (const [file, text] of edited) files.set(file, text);
}

export function renameEverywhere(project: EditedProject, name: string, to: string): void {
  editAll(project, (text) => text.replace(new RegExp(`(?<![\\w#]|[^.]\\.)${name}\\b`, 'g'), to));
  project.entries = project.entries.map((entry) => (entry.name === name ? { ...entry, name: to } : entry));
}

/** Moves files to where `place` says, imports and all. */
export function move(project: EditedProject, place: (file: string) => string): void {
  const { files } = project;
  const moved = [...files].map(([file, text]): [string, string] => {
    return [
      place(file),
      text.replace(SPECIFIER, (_, specifier: string) => {
        const target = place(path.posix.join(path.posix.dirname(file), specifier));
        return `'${specifierFrom(place(file), target)}'`;
      }),
    ];
  });
  if (moved.every(([file]) => files.has(file))) throw new Error('nothing was moved');
  files.clear();
  for (const [file, text] of moved) files.set(file, text);
  project.entries = project.entries.map((entry) => ({ ...entry, file: place(entry.file) }));
}

export function specifierFrom(file: string, target: string): string {
  const relative = path.posix.relative(path.posix.dirname(file), target);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

/** Takes a declaration out of its file, which imports it from `to` instead, and gives back its text with `export`. */
export function takeOut(project: EditedProject, declaration: string, to: string): string {
  const pattern = new RegExp(`^(export )?((async )?${declaration}\\b([^]*?^}|.*;)\n)`, 'm');
  const file = fileWith(project, pattern);
  const before = project.files.get(file)!;
  const [, exported, text] = before.match(pattern)!;
  const name = declaration.split(' ')[1];
  const from = `{ ${name} } from '${specifierFrom(file, to)}';\n`;
  const handedOn = exported ? `export ${from}` : '';
  project.files.set(file, `import ${from}${handedOn}${before.replace(pattern, '')}`);
  return `export ${text}`;
}
