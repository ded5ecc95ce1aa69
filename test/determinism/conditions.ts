import path from 'node:path';

/** One way in which a build may differ from the plain one without a byte of what it writes being another. */
export interface Condition {
  readonly name: string;
  readonly workers?: number;
  /** The experiments in the order of the command line; by default as SELECTION has them. */
  readonly selection?: readonly string[];
  /** Fills the cache before the build, one experiment after the other. */
  readonly trainedFirst?: readonly string[];
  /** Uses the plain build's cache. */
  readonly warm?: boolean;
  /** The name of the folder of a copy of the project. */
  readonly project?: string;
  /** The name of the folder that the command is started in; by default the project. */
  readonly workingFolder?: string;
  /** Variables of the environment, given the scratch folder. */
  readonly env?: (scratch: string) => Readonly<Record<string, string>>;
  readonly umask?: string;
  /** Another executable of Node. */
  readonly node?: string;
}

/** A part each: full batches with and without a penalty; dropout, validation and Adam; batch normalisation. */
export const SELECTION = ['a-softmax', 'a-l1', 'b-model4r', 'c-relu-normalized'];
const BACKWARDS = SELECTION.toReversed();

export const PLAIN: Condition = { name: 'cold, one worker', workers: 1 };

const homes = (scratch: string) => ({
  HOME: path.join(scratch, 'another home'),
  TMPDIR: path.join(scratch, 'another place for temporary files'),
});
const locale = (name: string, zone: string) => () => ({ LANG: name, LC_ALL: name, LANGUAGE: name, TZ: zone });

/** Against the plain build, one difference each. */
export const CONDITIONS: readonly Condition[] = [
  { name: 'cold again', workers: 1 },
  { name: 'warm', warm: true },
  { name: 'two workers', workers: 2 },
  { name: 'four workers', workers: 4 },
  { name: 'experiments named backwards', selection: BACKWARDS },
  { name: 'experiments trained one by one, backwards', trainedFirst: BACKWARDS },
  { name: 'started in another folder', workingFolder: 'elsewhere' },
  { name: 'in a folder with spaces and foreign letters', project: 'ein Ort für Übungen, 実験 & more' },
  { name: 'Turkish, Chatham Islands', env: locale('tr_TR.UTF-8', 'Pacific/Chatham') },
  { name: 'Arabic digits, Newfoundland', env: locale('ar_EG.UTF-8', 'America/St_Johns') },
  { name: 'no locale, no time zone', env: locale('C', '') },
  { name: 'a strict umask', umask: '077' },
  { name: 'another home and place for temporary files', env: homes },
];

/** Many of them at once. */
export const ALL_AT_ONCE: Condition = {
  name: 'all at once',
  workers: 2,
  selection: BACKWARDS,
  project: 'ein Ort für Übungen, 実験 & more',
  workingFolder: 'elsewhere',
  env: (scratch) => ({ ...homes(scratch), ...locale('ar_EG.UTF-8', 'Pacific/Chatham')() }),
  umask: '077',
};
