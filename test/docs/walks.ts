import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** A change to one file: its whole text, or a place in it and what stands there afterwards. */
export type Edit =
  | { readonly file: string; readonly text: string }
  | { readonly file: string; readonly before: string; readonly after: string };

/** A section of the page that says how to add something. */
export interface Walk {
  readonly title: string;
  /** How many files of the project it says that it takes. */
  readonly files: number;
  readonly edits: readonly Edit[];
  readonly commands: readonly string[];
}

const NUMBERS = ['no', 'one', 'two', 'three', 'four'];
const BLOCK = /^( *)```(\w+)\n(.*?)\n\1```$/gms;

/** The walks of a page: a section whose heading ends with the number of files, `## A claim: one file`. */
export function readWalks(page: string): Walk[] {
  return page.split(/^## /m).flatMap((section) => {
    const [, title, number] = /^(.+): (\w+) files?\n/.exec(section) ?? [];
    if (title === undefined) return [];
    const blocks = [...section.matchAll(BLOCK)].map(
      ({ 1: margin = '', 2: language = '', 3: body = '', index }) => ({
        language,
        text: body.replaceAll(new RegExp(`^${margin}`, 'gm'), ''),
        file: fileBefore(section.slice(0, index)),
      }),
    );
    return {
      title,
      files: NUMBERS.indexOf(number!),
      edits: blocks.filter(({ language }) => language !== 'sh').map(toEdit),
      commands: blocks.filter(({ language }) => language === 'sh').flatMap(({ text }) => text.split('\n')),
    };
  });
}

/** The file that the sentence before a block names last. */
const fileBefore = (text: string) => [...text.matchAll(/`([\w./-]+)`/g)].at(-1)?.[1] ?? '';

function toEdit({ language, text, file }: { language: string; text: string; file: string }): Edit {
  if (language !== 'diff') return { file, text: `${text}\n` };
  const side = (other: string) =>
    text
      .split('\n')
      .filter((line) => !line.startsWith(other))
      .map((line) => line.slice(1))
      .join('\n');
  return { file, before: side('+'), after: side('-') };
}

/** Makes the edit in the project that lies in the folder. Throws where the page's place is not exactly one. */
export async function apply(edit: Edit, folder: string): Promise<void> {
  const file = path.join(folder, edit.file);
  await mkdir(path.dirname(file), { recursive: true });
  if ('text' in edit) {
    await writeFile(file, edit.text, { flag: 'wx' });
    return;
  }
  const parts = (await readFile(file, 'utf8')).split(edit.before);
  if (parts.length !== 2) {
    throw new Error(`${edit.file} holds the place ${parts.length - 1} times:\n${edit.before}`);
  }
  await writeFile(file, parts.join(edit.after));
}
