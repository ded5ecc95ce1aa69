import { escapeMarkdown } from '../../base/escape.ts';
import type { Grade } from '../grade.ts';
import { gradedFile, sayCompared, totalOf } from './table.ts';

/** Workflow commands: an error for each failed item or problem, a warning for part of the points, then the total. */
export function formatGithub(grade: Grade): string {
  const missed = grade.items.filter(({ result }) => result !== 'passed');
  return [
    ...grade.problems.map(({ kind, message }) => command('error', `${grade.status}: ${kind}`, message)),
    ...missed.map(({ result, title, message }) =>
      command(result === 'partial' ? 'warning' : 'error', title, message),
    ),
    command('notice', grade.title, `${totalOf(grade)} for ${gradedFile(grade)}`),
  ].join('');
}

/** The job's summary, in Markdown. */
export function formatSummary(grade: Grade): string {
  const row = (...cells: string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const table = [
    row('graded', gradedFile(grade)),
    ...grade.problems.map(({ kind, message }) => row(kind, message)),
    ...grade.items.map(({ result, title, message }) => row(result, `${title}: ${message}`)),
    ...grade.recomputed.map((run) => row('trained anew', `${run.run}: ${sayCompared(run)}`)),
  ];
  const heading = `## ${escapeMarkdown(grade.title)}: ${totalOf(grade)}`;
  return [heading, '', '| | |', '| --- | --- |', ...table, '', ''].join('\n');
}

function command(name: 'error' | 'warning' | 'notice', title: string, message: string): string {
  return `::${name} title=${escapeProperty(title)}::${escapeData(message)}\n`;
}

/** Source: docs.github.com, "Workflow commands": a percent sign first, then what would end the command's line. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Properties end at a colon or a comma, too. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
