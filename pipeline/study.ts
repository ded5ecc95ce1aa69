import type { Benchmark } from './model/benchmark.ts';
import type { StudyReference } from './model/check.ts';
import type { Claim } from './model/claim.ts';
import type { DataSources } from './model/data-set.ts';
import type { Experiment, Mutation } from './model/experiment.ts';
import type { Formula, Lookup, PublishedValues, ReportPlan } from './model/report.ts';
import type { Trainers } from './model/trainer.ts';

/** All that the pipeline knows of what it builds: a document's experiments, its printed values and its sentences. */
export interface Study {
  /** Names the project in machine-readable files. */
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly keywords: string;
  /** What the document that is reproduced is called in a sentence: 'the write-up'. */
  readonly document: string;
  /** The study's folder, as a file: URL: its index.ts exports the study; bands/, costs.json and rubric.json may lie in it. */
  readonly folder: string;
  /** The folder of its templates, as a file: URL: `chapters.hbs` and the partials that it names. */
  readonly templates: string;
  /** The module that a training process imports, as a file: URL: it exports `trainers`. */
  readonly trainersModule: string;
  readonly trainers: Trainers;
  readonly dataSources: DataSources;
  /** In the order of the document. */
  readonly experiments: readonly Experiment[];
  /** What the document prints, by experiment. */
  readonly published: Readonly<Record<string, PublishedValues>>;
  readonly claims: readonly Claim[];
  readonly formulas: Readonly<Record<string, Formula>>;
  /** Sources that the report shows lines of, as file: URLs. */
  readonly listings: readonly string[];
  report(from: Lookup): ReportPlan;
  /** What runs are held against, seed by seed; without it they are held against bands alone. */
  readonly reference?: StudyReference;
  /** The mistakes that `npm run sensitivity` makes on purpose. */
  readonly mutations?: readonly Mutation[];
  /** What `npm run bench` times; a study without it cannot be timed. */
  readonly benchmark?: Benchmark;
}
