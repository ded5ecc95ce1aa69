import { availableParallelism } from 'node:os';
import type { EngineName } from '../model/engine.ts';
import type { Shard } from '../run/plan.ts';

/**
 * Everything that a user can choose, checked; defaults stand for what a command does not offer. Paths that the user
 * gave are as given where they are meant from the current folder, and absolute where they are not.
 */
export interface Options {
  readonly command: string;
  /** Files or folders to read, for the commands that take some. */
  readonly inputs: readonly string[];
  /** The study's folder: see launch.js. */
  readonly study: string;
  readonly quick: boolean;
  /** Ids or globs; empty for every experiment. */
  readonly only: readonly string[];
  readonly engine: 'auto' | EngineName;
  readonly data: 'auto' | 'real' | 'embedded';
  /** Ascending, from 1. */
  readonly seeds: readonly number[];
  readonly workers: number;
  readonly 'no-cache': boolean;
  /** The output folder. */
  readonly out: string;
  /** The one file to write; undefined to print. */
  readonly outFile: string | undefined;
  readonly format: string | undefined;
  readonly shard: Shard | undefined;
  readonly reference: string;
  readonly history: string | undefined;
  readonly merge: readonly string[];
  /** A folder of finished results to render. */
  readonly from: string | undefined;
  readonly 'pull-request': number | undefined;
  /** As yyyy-mm-dd. */
  readonly date: string | undefined;
  /** The results.json to grade. */
  readonly results: string;
  readonly rubric: string | undefined;
  /** How many runs to train again. */
  readonly recompute: number;
  /** Whether to train nothing again in another numeric class. */
  readonly 'require-class': boolean;
  readonly seed: string | undefined;
  readonly wheel: string | undefined;
  /** The address of a fleet's queue, unchecked and with its credentials: see fleet/connection.ts. */
  readonly queue: string | undefined;
  /** A JSON file that describes a grid. */
  readonly grid: string | undefined;
  /** The most bytes that the cache may take. */
  readonly limit: number | undefined;
  /** Whether to train without being asked for each edit. */
  readonly train: boolean;
  readonly open: boolean;
  /** 0 for a free one. */
  readonly port: number;
  readonly dataDir: string | undefined;
  readonly cacheDir: string;
}

/** Larger machines exist, and are asked for no more than this. */
export const MOST_WORKERS = 256;

export const DEFAULTS: Options = {
  command: '',
  inputs: [],
  study: 'experiments',
  quick: false,
  only: [],
  engine: 'auto',
  data: 'auto',
  seeds: [1],
  workers: Math.min(availableParallelism(), MOST_WORKERS),
  'no-cache': false,
  out: 'report',
  outFile: undefined,
  format: undefined,
  shard: undefined,
  reference: 'report/reference/results.json',
  history: undefined,
  merge: [],
  from: undefined,
  'pull-request': undefined,
  date: undefined,
  results: 'report/results.json',
  rubric: undefined,
  recompute: 0,
  'require-class': false,
  seed: undefined,
  wheel: undefined,
  queue: undefined,
  grid: undefined,
  limit: undefined,
  train: false,
  open: false,
  port: 0,
  dataDir: undefined,
  cacheDir: '.cache',
};

/** The defaults that name places in the project, wherever a command is called. */
export const PROJECT_PLACES = ['study', 'out', 'reference', 'results', 'cacheDir'] as const;

/** The folders whose results a report is made of without training; none for a build that trains. */
export const finishedFolders = ({ from, merge }: Pick<Options, 'from' | 'merge'>): readonly string[] =>
  from === undefined ? merge : [from];
