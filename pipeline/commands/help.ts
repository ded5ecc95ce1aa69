import type { Command as Program } from 'commander';
import { EXIT } from '../base/errors.ts';
import { SIGNAL_CODES } from '../processes/signals.js';
import type { Command } from './declare.ts';

/** The environment variables that every command reads. */
export const ENVIRONMENT: readonly (readonly [name: string, meaning: string])[] = [
  ['REPORT_DATA_DIR', 'a folder with one subfolder for each data set'],
  ['REPORT_CACHE_DIR', 'where finished runs and downloads are kept (default: .cache)'],
  ['REPORT_QUEUE', 'as --queue, but in no list of processes: for addresses with a password'],
  ['PUPPETEER_EXECUTABLE_PATH', 'the Chrome or Chromium that prints the PDF'],
];

const signals = Object.entries(SIGNAL_CODES);

/** What every command ends with. Commands whose codes say more explain them in their own help. */
export const EXIT_CODES: readonly (readonly [code: string, meaning: string])[] = [
  [`${EXIT.ok}`, 'all is well'],
  [
    `${EXIT.expectation}`,
    'a band, an expected verdict or a recomputed run of the reference does not hold; diff and drift: something moved; grade: not full marks',
  ],
  [`${EXIT.usage}`, 'invalid usage, configuration, source or input: mend it'],
  [
    `${EXIT.missing}`,
    'something is missing: real data, an engine, a browser, installed packages, a version of Node that will do',
  ],
  [`${EXIT.internal}`, 'an internal error: a bug in the build'],
  [signals.map(([, code]) => code).join(', '), `stopped by ${signals.map(([name]) => name).join(', ')}`],
];

/** The text that `--help` prints. */
export function helpOf({ name, examples }: Command, program: Program): string {
  const calls = examples.map((words) => (words === '' ? `npm run ${name}` : `npm run ${name} -- ${words}`));
  return [
    program.helpInformation(),
    section('Examples', calls),
    section('Environment', columns(ENVIRONMENT)),
    section('Exit codes', columns(EXIT_CODES)),
  ].join('\n');
}

/** What there is, for those who name no command. */
export function overview(commands: readonly Command[]): string {
  return [
    'Usage: npm run <command> [-- options], or npx report <command> [options]\n',
    section('Commands', columns(commands.map(({ name, summary }) => [name, summary]))),
    section('Exit codes', columns(EXIT_CODES)),
    'npm run <command> -- --help explains a command.\n',
  ].join('\n');
}

const section = (title: string, lines: readonly string[]) =>
  `${title}:\n${lines.map((line) => `  ${line}\n`).join('')}`;

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([first]) => first.length)) + 2;
  return rows.map(([first, second]) => `${first.padEnd(width)}${second}`);
}
