import { mkdir, readdir, readFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'puppeteer';
import { runCli, temporaryFolder } from '../cli.ts';
import {
  inReport,
  openBrowser,
  type Preview,
  problemShown,
  processesIn,
  startPreview,
  untilProblem,
  untilShown,
} from './driver.ts';

/**
 * `npm run pace [-- <edits>]`: how long an edit of the study takes from its being saved to its being on the screen, over
 * ten edits of a kind, and how far it moves what the reader looks at; what a broken template says; whether the memory stays
 * the same over many edits (200) and anything is left at the end; and a build after an edit of a sentence. Shows the reference's results, in a copy of the project.
 */

interface Edit {
  readonly file: string;
  readonly from: RegExp;
  /** Holds the word that is to be seen. */
  to(word: string): string;
}

const EDITS: Readonly<Record<string, Edit>> = {
  sentence: {
    file: 'templates/study/errata.hbs',
    from: /A slip of the (pen|\w+)/,
    to: (word) => `A slip of the ${word}`,
  },
  claim: {
    file: 'experiments/part-a/claims/question-1_2_1.ts',
    from: /ReLU neurons \w+ test accuracy/,
    to: (word) => `ReLU neurons ${word} test accuracy`,
  },
  figure: {
    file: 'experiments/part-a/figures.ts',
    from: /title: 'Iterations( \w+)?'/,
    to: (word) => `title: 'Iterations ${word}'`,
  },
};
const BROKEN = { file: EDITS.sentence!.file, right: '{{claimRef "A12"}}', wrong: '{{claimRef "A120"}}' };
const SHOWN = ['--from', 'report/reference'];
const LAPS = 10;
const edits = Number(process.argv[2] ?? 200);

let made = 0;
/** A word that was not there before, without a figure, which the report would refuse. */
const newWord = () =>
  `word${[...String(made++)].map((digit) => String.fromCharCode(97 + Number(digit))).join('')}`;

/** Where the reader is: below what is edited of claims and figures, above the sentence. */
const READER = 'part-c';
const placeOf = (window: Page) =>
  inReport(window, `report.getElementById('${READER}').getBoundingClientRect().top`) as Promise<number>;

async function timeEdit(preview: Preview, window: Page, { file, from, to }: Edit): Promise<Lap> {
  const word = newWord();
  const before = await placeOf(window);
  const start = performance.now();
  await preview.edit(file, from, to(word));
  await untilShown(window, word);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, moved: Math.abs((await placeOf(window)) - before) };
}

interface Lap {
  readonly seconds: number;
  /** By how many pixels what the reader looks at has moved. */
  readonly moved: number;
}

/** Breaks a template and mends it; gives what the window says of it. */
async function breakAndMend(preview: Preview, window: Page): Promise<string> {
  const { file, right, wrong } = BROKEN;
  await preview.edit(file, right, wrong);
  await untilProblem(window, /A120/);
  const problem = await problemShown(window);
  await preview.edit(file, wrong, right);
  await window.waitForFunction(`document.getElementById('problem').hidden`);
  return problem;
}

async function residentMiB({ process: { pid } }: Preview): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return `${Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)![1]) / 1024)} MiB`;
}

/** Seconds of a whole build after an edit of a sentence. */
async function timeBuild({ edit }: Preview, { folder, cacheDir }: Place): Promise<number> {
  const { file, from, to } = EDITS.sentence!;
  await edit(file, from, to(newWord()));
  const words = ['report', ...SHOWN, '--out', path.join(folder, 'out')];
  const start = performance.now();
  const { code, stderr } = await runCli(words, { REPORT_CACHE_DIR: cacheDir }, folder);
  if (![0, 1].includes(code)) throw new Error(stderr);
  return (performance.now() - start) / 1000;
}

interface Place {
  readonly folder: string;
  readonly cacheDir: string;
}

const say = (name: string, text: string) => console.log(`${name.padEnd(10)} ${text}`);

function sayTimes(name: string, times: readonly number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const [median, last] = [sorted[Math.floor(sorted.length / 2)]!, sorted.at(-1)!];
  const load = loadavg()[0]!.toFixed(1);
  say(
    name,
    `median ${median.toFixed(2)} s, longest ${last.toFixed(2)} s of ${times.length}, at a load of ${load}`,
  );
}

async function repeat<T>(count: number, work: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < count; index++) results.push(await work());
  return results;
}

/** A preview of the reference's results, and a window in which somebody reads. */
async function open({ folder, cacheDir }: Place, browser: Browser) {
  const start = performance.now();
  const preview = await startPreview(folder, { words: SHOWN, cacheDir, env: { TMPDIR: temporary } });
  const window = await browser.newPage();
  await window.goto(preview.url);
  await window.waitForFunction('Number(document.body.dataset.version) > 0', { timeout: 120_000 });
  say('first page', `after ${((performance.now() - start) / 1000).toFixed(1)} s, with an empty cache`);
  await inReport(window, `report.getElementById('${READER}').scrollIntoView({ behavior: 'instant' })`);
  return { preview, window };
}

async function sayEdits(preview: Preview, window: Page): Promise<void> {
  for (const [name, kind] of Object.entries(EDITS)) {
    const laps = await repeat(LAPS, () => timeEdit(preview, window, kind));
    sayTimes(
      name,
      laps.map(({ seconds }) => seconds),
    );
    say('', `what the reader looks at moved by ${Math.max(...laps.map(({ moved }) => moved))} px at most`);
  }
}

async function sayMemory(preview: Preview, window: Page): Promise<void> {
  for (let done = 0; done < edits; done += edits / 4) {
    await repeat(edits / 4, () => timeEdit(preview, window, Object.values(EDITS)[made % 3]!));
    say('memory', `${await residentMiB(preview)} after ${done + edits / 4} more edits`);
  }
}

async function sayLeft({ cacheDir }: Place): Promise<void> {
  const folders = [temporary, path.join(cacheDir, 'tmp')];
  const files = (await Promise.all(folders.map((folder) => readdir(folder).catch(() => [])))).flat();
  const processes = await processesIn(cacheDir);
  say('left', `${files.join(', ') || 'no file'}; ${processes.join(', ') || 'no process'}`);
}

const { folder: scratch, remove } = await temporaryFolder();
const place: Place = { folder: path.join(scratch, 'project'), cacheDir: path.join(scratch, 'cache') };
const temporary = path.join(scratch, 'temporary');
const browser = (await openBrowser())!;
try {
  say('machine', `${cpus()[0]!.model}, ${availableParallelism()} cores, Node ${process.version}`);
  await mkdir(temporary);
  const { preview, window } = await open(place, browser);
  await sayEdits(preview, window);
  say('broken', await breakAndMend(preview, window));
  await sayMemory(preview, window);
  say('ended', `with ${await preview.end()}`);
  await sayLeft(place);
  sayTimes('build', await repeat(3, () => timeBuild(preview, place)));
} finally {
  await browser.close();
  await remove();
}
