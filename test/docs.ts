import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { EXIT_CODES } from '../pipeline/commands/help.ts';
import { allCommands } from '../pipeline/commands/index.ts';
import { ROOT } from './cli.ts';

/** The tables of the documentation that come from the declarations of the commands: `npm run docs` writes them. */

const PAGES = ['README.md', 'docs/student.md'].map((page) => path.join(ROOT, page));

/** By the name in the comments that they stand between. */
export async function tables() {
  const commands = (await allCommands()).map(({ name, operands = [], summary }) => {
    const words = operands.map((each) => `<${each.name()}>${each.variadic ? '...' : ''}`).join(' ');
    return [`\`npm run ${name}${words && ` -- ${words}`}\``, summary] as const;
  });
  return { commands: table('command', commands), 'exit codes': table('exit code', EXIT_CODES) };
}

function table(title: string, rows: readonly (readonly [string, string])[]): string {
  return [`| ${title} | |`, '| --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');
}

const block = (name: string) => new RegExp(`(<!-- ${name}: [^\n]* -->\n\n).*?(\n\n<!-- /${name} -->)`, 's');

/** What stands in the text between the comments with this name. */
export function between(text: string, name: string): string | undefined {
  const [whole, before = '', after = ''] = block(name).exec(text) ?? [];
  return whole?.slice(before.length, whole.length - after.length);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const current = Object.entries(await tables());
  for (const page of PAGES) {
    const text = current.reduce(
      (page, [name, content]) =>
        page.replace(block(name), (_, before: string, after: string) => `${before}${content}${after}`),
      readFileSync(page, 'utf8'),
    );
    writeFileSync(page, text);
  }
}
