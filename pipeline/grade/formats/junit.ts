import type { Grade } from '../grade.ts';
import { totalOf } from './table.ts';

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
export function formatJunit(grade: Grade): string {
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
    ...cases.map(testCase),
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

function testCase({ name, outcome }: Case): string {
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
  return text
    .replaceAll(/[^\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll(/[&<>"\n\t]/g, (character) => ENTITIES[character]!);
}
