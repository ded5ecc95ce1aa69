import { escapeMarkdown, markdownCode } from '../base/text.ts';
import type { DriftFindings } from './drift.ts';
import { daysBetween, type Observation } from './nights.ts';

/** What one engine's results of tonight showed. */
export interface RunFindings extends DriftFindings {
  readonly observation: Observation;
}

/** Everything that is known about tonight: the content of drift.json. */
export interface NightReport {
  readonly date: string;
  readonly green: boolean;
  /** The last green day up to tonight; null when there was none. */
  readonly lastGreen: string | null;
  readonly runs: readonly RunFindings[];
}

/** 'onnxruntime onnxruntime-node 1.22.0, Node v22.12.0'. */
const runTitle = ({ engine, node }: Observation) => `${engine.name} ${engine.version}, Node ${node}`;

/** One line a run and a drift, for the terminal. */
export function nightLines({ runs, ...night }: NightReport): string[] {
  const lines = runs.flatMap(({ observation, drifts, notes }) => [
    `run       ${runTitle(observation)}: ${drifts.length === 0 ? 'nothing drifted' : `${drifts.length} drifted`}`,
    ...notes.map((note) => `          ${note}`),
    ...drifts.map(({ name, reason }) => `drifted   ${name}: ${reason}`),
  ]);
  return [...lines, `night     ${night.date}: ${night.green ? 'green' : 'red'}; ${sayLastGreen(night)}`];
}

/** For an issue or a job summary. */
export function nightMarkdown({ runs, ...night }: NightReport): string {
  const heading = `**${night.date}: ${night.green ? 'green' : 'red'}.** ${sayLastGreen(night)}.`;
  const sections = runs.map(({ observation, drifts, notes }) =>
    [
      `#### ${escapeMarkdown(runTitle(observation))}`,
      escapeMarkdown(observation.engine.numericClass),
      ...drifts.map(({ name, reason }) => `- ${markdownCode(name)}: ${escapeMarkdown(reason)}`),
      ...(drifts.length === 0 ? ['- nothing drifted'] : []),
      ...notes.map((note) => `- (${escapeMarkdown(note)})`),
    ].join('\n'),
  );
  return `${[heading, ...sections].join('\n\n')}\n`;
}

/** 'the last green night was 2026-11-20, 2 days before'. */
export function sayLastGreen({ date, lastGreen }: Pick<NightReport, 'date' | 'lastGreen'>): string {
  if (lastGreen === null) return 'no night was green yet';
  const days = daysBetween(lastGreen, date);
  if (days === 0) return 'the last green night is this one';
  return `the last green night was ${lastGreen}, ${days} ${days === 1 ? 'day' : 'days'} before`;
}
