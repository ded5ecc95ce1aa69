import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { UserError } from '../base/errors.ts';
import { fromProject } from '../base/project.ts';

/** What this module uses of highlight.js, whose own types would bring the DOM's into the whole project. */
interface Highlighter {
  registerLanguage(name: string, language: unknown): void;
  highlight(code: string, options: { language: string }): { readonly value: string };
}

const require = createRequire(import.meta.url);
const hljs: Highlighter = require('highlight.js/lib/core');
hljs.registerLanguage('typescript', require('highlight.js/lib/languages/typescript'));

export interface Listing {
  readonly file: string;
  /** Numbers of the first and the last line, from 1. */
  readonly from: number;
  readonly to: number;
  readonly code: string;
}

const BEGIN = /^\s*\/\/ listing: ([\w-]+)$/;
const END = /^\s*\/\/ end of listing$/;

/** Takes the margin away that all lines share. */
function dedent(lines: readonly string[]): string {
  const margins = lines.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
  const margin = Math.min(...margins);
  return lines.map((line) => line.slice(margin)).join('\n');
}

/** Cuts the lines between `// listing: name` and `// end of listing` out of a source, by name. */
export function cutListings(file: string, source: string): Map<string, Listing> {
  const lines = source.split(/\r?\n/);
  const listings = new Map<string, Listing>();
  for (const [index, line] of lines.entries()) {
    const name = BEGIN.exec(line)?.[1];
    if (name === undefined) continue;
    const length = lines.slice(index + 1).findIndex((candidate) => END.test(candidate));
    if (length < 0) throw new UserError(`missing "// end of listing": ${file}, listing ${name}`);
    const code = dedent(lines.slice(index + 1, index + 1 + length));
    listings.set(name, { file, from: index + 2, to: index + 1 + length, code });
  }
  return listings;
}

/** Every listing of the files, which are given as file: URLs, by name. Captions name them from the project's root. */
export function readListings(files: readonly string[]): Map<string, Listing> {
  const read = (url: string) => {
    const file = fileURLToPath(url);
    return cutListings(fromProject(file), readFileSync(file, 'utf8'));
  };
  return new Map(files.flatMap((url) => [...read(url)]));
}

/** TypeScript as HTML: spans with the classes of highlight.js, coloured by templates/styles/code.css. */
export const highlight = (code: string) => hljs.highlight(code, { language: 'typescript' }).value;
