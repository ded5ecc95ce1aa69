import { escapeMarkdown, escapeUnprintable, printable } from '../base/text.ts';
import { type Grade, type GradedItem, grade as schema } from './grade.ts';

/** One line for people to begin with: '15 of 20 points'. */
function totalOf({ status, score, maxScore }: Grade): string {
  return status === 'scored' ? `${score} of ${maxScore} points` : `no score (${status})`;
}

const COMPARED = {
  bits: 'the recorded result, bit for bit',
  tolerance: 'the recorded course, within the limit between numeric classes',
  nothing: 'nothing could be compared, since rounding decides its course',
} as const;

const sayCompared = ({ compared }: Grade['recomputed'][number]) => COMPARED[compared];

/** '/home/me/results.json, SHA-256 0123...': which file the points are for. */
const gradedFile = ({ graded: { file, sha256 } }: Grade): string =>
  sha256 === null ? file : `${file}, SHA-256 ${sha256}`;

/** For the terminal: the total and the file, then one line an item or problem. */
function formatTable(grade: Grade): string {
  const rows = [
    [grade.status, `${totalOf(grade)}: ${grade.title}`],
    ['graded', gradedFile(grade)],
    ...grade.problems.map(({ kind, message }) => [kind, message]),
    ...grade.items.map(({ result, title, message }) => [result, `${title}: ${message}`]),
    ...grade.recomputed.map((run) => ['trained', `${run.run} anew: ${sayCompared(run)}`]),
  ] as const;
  const width = Math.max(...rows.map(([word]) => word.length));
  return rows.map(([word, text]) => `${word.padEnd(width)}  ${printable(text)}\n`).join('');
}

/** Workflow commands: an error for each failed item or problem, a warning for part of the points, then the total. */
function formatGithub(grade: Grade): string {
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
  return printable(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

/** Properties end at a colon or a comma, too. */
function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/**
 * The results.json of a Gradescope autograder, which shows each item to students when its `visibility` says.
 * Source: gradescope-autograders.readthedocs.io, "Autograder Specifications".
 */
function formatGradescope(grade: Grade): string {
  const { status, score, items, problems, graded } = grade;
  const document = {
    // The format demands a score; what tells an ungraded submission from a bad one is the output and extra_data.
    score: score ?? 0,
    output: [headline(grade), ...problems.map(({ message }) => message)].join('\n'),
    output_format: 'text',
    stdout_visibility: 'hidden',
    tests: items.map(testCase),
    extra_data: { status, graded, problems: problems.map(({ kind }) => kind) },
  };
  return formatJson(document);
}

/** JSON of the very value, which a terminal may show all the same: what it could not is escaped. */
function formatJson(value: unknown): string {
  const hex = (code: number) => code.toString(16).padStart(4, '0');
  const write = (code: number) => (code === LINE_END ? '\n' : `\\u${hex(code)}`);
  return `${escapeUnprintable(JSON.stringify(value, null, 2), write)}\n`;
}

/** Those within texts are escaped already. */
const LINE_END = 10;

/** Gradescope keeps the total from students while an item is not visible to them, and so do we. */
function headline(grade: Grade): string {
  const secret = grade.items.some(({ visibility }) => visibility !== 'visible');
  return secret ? 'Graded. Some items are shown later or not at all.' : `${grade.title}: ${totalOf(grade)}.`;
}

function testCase({ id, title, result, score, maxScore, visibility, message }: GradedItem, index: number) {
  return {
    score,
    max_score: maxScore,
    status: result === 'passed' ? 'passed' : 'failed',
    name: title,
    name_format: 'text',
    number: String(index + 1),
    output: message,
    output_format: 'text',
    tags: [result],
    visibility,
    extra_data: { id },
  };
}

interface Case {
  readonly name: string;
  /** Nothing for a test that passes. */
  readonly outcome?: {
    readonly element: 'failure' | 'error';
    readonly type: string;
    readonly message: string;
  };
}

/**
 * JUnit XML as Jenkins, GitLab and others read it (junit-10.xsd): one test an item. Less than full marks is a
 * failure, an invalid submission one failed test, and what kept us from grading an error.
 */
function formatJunit(grade: Grade): string {
  const cases =
    grade.status === 'scored' ? grade.items.map(itemCase) : grade.problems.map(problemCase(grade));
  const count = (element: 'failure' | 'error') =>
    cases.filter(({ outcome }) => outcome?.element === element).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
  const { status, score, maxScore, graded } = grade;
  const properties = { status, score: score ?? '', maxScore, file: graded.file, sha256: graded.sha256 ?? '' };
  return `${[
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="grade" ${counts}>`,
    `  <testsuite name="${escapeXml(grade.title)}" ${counts} skipped="0">`,
    '    <properties>',
    ...Object.entries(properties).map(
      ([name, value]) => `      <property name="${name}" value="${escapeXml(String(value))}"/>`,
    ),
    '    </properties>',
    ...cases.map(junitCase),
    `    <system-out>${escapeXml(totalOf(grade))}</system-out>`,
    '  </testsuite>',
    '</testsuites>',
  ].join('\n')}\n`;
}

function itemCase({ id, title, result, message }: Grade['items'][number]): Case {
  const name = `${id}: ${title}`;
  return result === 'passed' ? { name } : { name, outcome: { element: 'failure', type: result, message } };
}

const problemCase =
  ({ status }: Grade) =>
  ({ kind, message }: Grade['problems'][number]): Case => ({
    name: `submission: ${kind}`,
    outcome: { element: status === 'infrastructure' ? 'error' : 'failure', type: kind, message },
  });

function junitCase({ name, outcome }: Case): string {
  const attributes = `name="${escapeXml(name)}" classname="grade"`;
  if (!outcome) return `    <testcase ${attributes}/>`;
  const { element, type, message } = outcome;
  const text = escapeXml(message);
  return `    <testcase ${attributes}><${element} type="${type}" message="${text}">${text}</${element}></testcase>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\t': '&#9;',
};

/** For text and double-quoted attributes. What XML 1.0 cannot hold at all becomes the replacement character. */
function escapeXml(text: string): string {
  const valid = text
    .replaceAll(/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll(/[&<>"\n\t]/g, (character) => ENTITIES[character]!);
  return escapeUnprintable(valid, (code) => `&#${code};`);
}

export const GRADE_FORMATS = ['table', 'json', 'gradescope', 'junit', 'github'] as const;

export const formatGrade: Readonly<Record<(typeof GRADE_FORMATS)[number], (grade: Grade) => string>> = {
  table: formatTable,
  json: (grade) => formatJson(schema.parse(grade)),
  gradescope: formatGradescope,
  junit: formatJunit,
  github: formatGithub,
};
