import type { TopLevelSpec } from 'vega-lite';
import type { Comparability } from './experiment.ts';
import type { BandRecord, ExperimentRecord, MetricName, Results } from './results.ts';
import type { QuantizedArray } from './run-record.ts';

/** A value exactly as the document prints it: accuracy in percent, loss in nats per sample. */
export interface PrintedMetrics {
  readonly accuracy: string;
  readonly loss: string;
}

/** What the document that is reproduced prints of an experiment. */
export interface PublishedValues {
  readonly train?: PrintedMetrics;
  readonly test: PrintedMetrics;
  /** The experiment that gives these values where the printed setting does not. */
  readonly corrected?: string;
}

/** Questions that a report asks of the results. */
export interface Lookup {
  readonly results: Results;
  /** The experiment's record, or null if it was not run. */
  record(id: string): ExperimentRecord | null;
  /** Those of `ids` that were not run, in their order. */
  missing(ids: readonly string[]): string[];
  /** What the document prints of the experiment, or null for nothing. */
  published(id: string): PublishedValues | null;
  /** The same, or what the document prints of the experiment whose setting this one corrects. */
  printedFor(id: string): PublishedValues | null;
  /** How the experiment's values can be read beside the published ones; not at all at quick scale. */
  comparability(record: ExperimentRecord): Comparability;
  /** Whether a difference to the published values means anything. */
  comparable(record: ExperimentRecord): boolean;
  /** The band of this metric on the data set the experiment saw. */
  band(id: string, metric: MetricName): BandRecord | null;
}

/** One chart: its name is the file's name and prefixes the ids inside the SVG. */
export interface Chart {
  readonly name: string;
  /** What a reader who cannot see the chart should know: what is drawn, and where it ends. */
  readonly label: string;
  readonly spec: TopLevelSpec;
}

/** A figure as the report plans it, whether or not its experiments were run. Its number follows its place on the page. */
export interface FigurePlan {
  readonly id: string;
  /** What it shows, in a few words; also what the report calls it when it was not run. */
  readonly title: string;
  /** What to see in it. */
  readonly caption: string;
  /** Ids of the experiments it draws. */
  readonly needs: readonly string[];
  /** Its charts; called only when all of `needs` were run. None where the results do not hold what they draw. */
  charts(): Chart[];
}

/** A table that sets published values, ours and the band side by side. */
export interface TablePlan {
  readonly id: string;
  readonly title: string;
  /** Whether the document prints test values only. */
  readonly testOnly?: boolean;
  readonly models: readonly { readonly experiment: string; readonly model: string }[];
}

export interface Section {
  readonly id: string;
  readonly title: string;
}

/** A chapter and what stands under it, as the contents list it and the headings repeat it. */
export interface Chapter extends Section {
  readonly children: readonly Section[];
}

export interface Formula {
  readonly tex: string;
  /** How it is read aloud. */
  readonly spoken: string;
}

/** One trained network: every layer but the last is followed by a ReLU, the last by a softmax. */
export interface ClassifierRun {
  readonly seed: number;
  /** weights: [outputs, inputs]; one bias for all outputs. */
  readonly layers: readonly { readonly weights: QuantizedArray; readonly bias: number }[];
}

/** Trained classifiers that a reader of the page can show images to. */
export interface Classifiers {
  readonly rows: number;
  readonly columns: number;
  readonly classNames: readonly string[];
  /** Images to choose from, with what they show; pixels: base64, one byte each, row by row. */
  readonly images: readonly { readonly name: string; readonly pixels: string }[];
  readonly models: readonly { readonly name: string; readonly runs: readonly ClassifierRun[] }[];
}

/** What a study's report consists of, beside what every report has. */
export interface ReportPlan {
  /** Between the claims and the appendix, in their order. */
  readonly chapters: readonly Chapter[];
  readonly figures: readonly FigurePlan[];
  readonly tables: readonly TablePlan[];
  /** Null where the results hold no parameters. */
  readonly classifiers?: Classifiers | null;
  /** Values that the study's templates mention, by name. */
  readonly view: Readonly<Record<string, unknown>>;
}
