import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../base/errors.ts';

/** The folder of the package that a file of it lies in, also of one inside another package; null for our own files. */
export const packageOf = (file: string): string | null =>
  /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file.replaceAll('\\', '/'))?.[0] ?? null;

/**
 * The licences of packages as they come with them, in one comment for a script or a style sheet: what is published
 * holds parts of each. Terms that several share stand once, under the names and copyrights of all. Throws a UserError
 * for a package without a licence.
 */
export function licenceComment(folders: readonly string[]): string {
  const copyrightsByTerms = new Map<string, Set<string>>();
  for (const folder of [...new Set(folders)].sort()) {
    const { name, copyright, terms } = readLicence(folder);
    const known = copyrightsByTerms.get(terms) ?? new Set();
    copyrightsByTerms.set(terms, known.add(`${name}: ${copyright}`));
  }
  const parts = [...copyrightsByTerms].map(([terms, copyrights]) =>
    [[...copyrights].join('\n'), terms].join('\n\n'),
  );
  return `/*!\nParts of these packages are in here:\n\n${parts.join('\n\n---\n\n').replaceAll('*/', '* /').replaceAll('</', '< /')}\n*/`;
}

function readLicence(folder: string) {
  const [, name = folder] = /.*node_modules\/(.*)$/.exec(folder.replaceAll('\\', '/')) ?? [];
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)\b/i.test(entry));
  if (file === undefined) throw new UserError(`missing licence: ${name}; bundle no package without one`);
  const text = readFileSync(path.join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
  const end = text.indexOf('\n\n');
  return { name, copyright: text.slice(0, end).replaceAll('\n', ' '), terms: text.slice(end).trim() };
}
