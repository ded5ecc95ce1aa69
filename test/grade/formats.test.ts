import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { formatGrade, formatSummary, GRADE_FORMATS } from '../../pipeline/grade/formats.ts';
import type { Grade, GradedItem, Problem } from '../../pipeline/grade/grade.ts';
import { scoreItems } from '../../pipeline/grade/grade.ts';
import { ROOT } from '../cli.ts';
import { edited } from '../fixtures/edited.ts';
import { gradeOf, groundsOf, madeUpResults, rubricOf } from './fixture.ts';
import { gradescopeResults } from './gradescope-format.ts';

const item = (parts: Partial<GradedItem> = {}): GradedItem => ({
  id: 'accuracy',
  title: 'Test accuracy',
  result: 'passed',
  score: 2,
  maxScore: 2,
  visibility: 'visible',
  message: '2 of 2 points: fine',
  ...parts,
});
const partial = item({ id: 'loss', result: 'partial', score: 1, message: '1 of 2 points: nearly' });
const failed = item({ id: 'gap', result: 'failed', score: 0, message: '0 of 2 points: no' });
const GRADED = `/work/results.json, SHA-256 ${'ab'.repeat(32)}`;
const three = gradeOf({ items: [item(), partial, failed] });

const ungraded = (status: Grade['status'], problem: Problem) =>
  gradeOf({ status, score: null, maxScore: 6, problems: [problem] });
const invalid = ungraded('invalid', { kind: 'edited', message: 'a-l1 does not match its digest' });
const broken = ungraded('infrastructure', { kind: 'missing-file', message: 'report.pdf is not there' });

/** Text with everything that a format could stumble over. */
const awkward = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
  fc.constantFrom(
    'a]]>b',
    '"<&>\'',
    '::error::%0A',
    'a\r\n::set-output name=x::y',
    '| b | <script>',
    '\ud800',
    '\u0000',
  ),
);
const anyItem = fc
  .record({
    title: awkward,
    message: awkward,
    result: fc.constantFrom('passed' as const, 'partial' as const, 'failed' as const),
    visibility: fc.constantFrom('visible' as const, 'hidden' as const, 'after_published' as const),
  })
  .map(item);
const anyProblem = fc
  .record({ kind: fc.constantFrom('stale' as const, 'environment' as const), message: awkward })
  .map((problem) => ungraded(problem.kind === 'stale' ? 'invalid' : 'infrastructure', problem));
const anyGrade = fc.oneof(
  fc.tuple(awkward, fc.array(anyItem, { maxLength: 4 })).map(([title, items]) => gradeOf({ title, items })),
  anyProblem,
);

describe('the table', () => {
  test('is a line for the total and one an item', () => {
    expect(formatGrade.table(three)).toBe(
      [
        'scored   3 of 6 points: Test',
        `graded   ${GRADED}`,
        'passed   Test accuracy: 2 of 2 points: fine',
        'partial  Test accuracy: 1 of 2 points: nearly',
        'failed   Test accuracy: 0 of 2 points: no',
        '',
      ].join('\n'),
    );
    expect(formatGrade.table(invalid)).toMatch(
      /^invalid +no score \(invalid\): Test\ngraded .*\nedited +a-l1 does/,
    );
  });
});

describe('Gradescope’s results.json', () => {
  const parse = (grade: Grade) => gradescopeResults.parse(JSON.parse(formatGrade.gradescope(grade)));

  test('is what Gradescope documents, whatever the texts are', () => {
    fc.assert(fc.property(anyGrade, (grade) => void parse(grade)));
    expect(() => gradescopeResults.parse({ tests: [{ score: 1, visibility: 'secret' }] })).toThrow();
    expect(() => gradescopeResults.parse({ output: 'no score' })).toThrow();
  });

  test('adds up, and keeps each item’s visibility', () => {
    const items = (['hidden', 'after_due_date', 'after_published', 'visible'] as const).map((visibility) =>
      item({ visibility }),
    );
    const { score, tests, stdout_visibility } = parse(gradeOf({ items }));
    expect(score).toBe(8);
    expect(tests!.map(({ visibility }) => visibility)).toEqual(items.map(({ visibility }) => visibility));
    expect(tests!.reduce((sum, { score: points }) => sum + points, 0)).toBe(score);
    expect(stdout_visibility).toBe('hidden');
  });

  test('tells students the total only if they may see every item', () => {
    expect(parse(three).output).toBe('Test: 3 of 6 points.');
    const secret = parse(gradeOf({ items: [item(), item({ visibility: 'hidden' })] }));
    expect(secret.output).not.toMatch(/\d/);
  });

  test('tells an ungraded submission from one without points', () => {
    expect(parse(invalid)).toMatchObject({
      score: 0,
      tests: [],
      extra_data: { status: 'invalid', problems: ['edited'] },
    });
    expect(parse(broken)).toMatchObject({ extra_data: { status: 'infrastructure' } });
    expect(parse(broken).output).toContain('no score (infrastructure)\n'.replace('\n', '.\n'));
  });
});

describe('JUnit XML', () => {
  const schema = readFileSync(path.join(ROOT, 'test/grade/junit.xsd'), 'utf8');
  const check = (...documents: string[]) =>
    validateXML({
      xml: documents.map((contents, index) => ({ fileName: `${index}.xml`, contents })),
      schema,
    });

  test('is valid, whatever the texts are', async () => {
    const documents = fc.sample(anyGrade, { numRuns: 60, seed: 1 }).map(formatGrade.junit);
    const { valid, errors } = await check(...documents, ...[three, invalid, broken].map(formatGrade.junit));
    expect(errors.map(({ message }) => message)).toEqual([]);
    expect(valid).toBe(true);
  });

  test('is refused by the schema without a count, with two outcomes or with bare markup', async () => {
    const good = formatGrade.junit(three);
    for (const bad of [
      good.replaceAll(/ failures="\d+"/g, ''),
      good.replace('</failure>', '</failure><error type="x"/>'),
      good.replace('3 of 6 points', '3 < 6'),
    ]) {
      expect(bad).not.toBe(good);
      expect((await check(bad)).valid).toBe(false);
    }
  });

  test('counts tests, failures and errors', () => {
    expect(formatGrade.junit(three)).toContain('tests="3" failures="2" errors="0"');
    expect(formatGrade.junit(three)).toContain(
      '<testcase name="accuracy: Test accuracy" classname="grade"/>',
    );
    expect(formatGrade.junit(three)).toMatch(/<failure type="partial" message="1 of 2 points: nearly">/);
    expect(formatGrade.junit(invalid)).toContain('tests="1" failures="1" errors="0"');
    expect(formatGrade.junit(broken)).toContain('tests="1" failures="0" errors="1"');
  });
});

describe('GitHub’s annotations', () => {
  test('are an error, a warning or nothing for each item, and the total', () => {
    expect(formatGrade.github(three)).toBe(
      [
        '::warning title=Test accuracy::1 of 2 points: nearly',
        '::error title=Test accuracy::0 of 2 points: no',
        `::notice title=Test::3 of 6 points for ${GRADED}`,
        '',
      ].join('\n'),
    );
    expect(formatGrade.github(broken)).toMatch(
      /^::error title=infrastructure%3A missing-file::report\.pdf is not/,
    );
  });

  test('cannot be ended or joined by a text', () => {
    fc.assert(
      fc.property(anyGrade, (grade) => {
        const lines = formatGrade
          .github(grade)
          .trimEnd()
          .split(/\r\n|\r|\n/);
        const missed = grade.items.filter(({ result }) => result !== 'passed');
        expect(lines.length).toBe(grade.problems.length + missed.length + 1);
        for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) title=[^:,]*::/);
      }),
    );
    const title = 'a: b, 50 %\n::error::';
    const [line] = formatGrade.github(gradeOf({ items: [item({ ...failed, title })] })).split('\n');
    expect(line).toBe('::error title=a%3A b%2C 50 %25%0A%3A%3Aerror%3A%3A::0 of 2 points: no');
  });

  test('come with a summary whose table a text cannot leave', () => {
    fc.assert(
      fc.property(anyGrade, (grade) => {
        const rows = formatSummary(grade).trimEnd().split('\n').slice(2);
        expect(rows.length).toBe(3 + grade.problems.length + grade.items.length);
        for (const row of rows) expect(row.match(/\|/g)).toHaveLength(3);
        expect(formatSummary(grade)).not.toMatch(/<(?!\/?$)/);
      }),
    );
    expect(formatSummary(three)).toMatch(
      /^## Test: 3 of 6 points\n\n\| \| \|\n\| --- \| --- \|\n\| graded \| .*\n\| passed \|/,
    );
  });
});

test('a bound that is not visible is in no output', async () => {
  const genuine = madeUpResults(['a-softmax']);
  const bound = fc.integer({ min: 100_001, max: 899_999 }).filter((digits) => digits % 10 !== 0);
  const secrecy = fc.constantFrom('hidden', 'after_due_date', 'after_published');
  fc.assert(
    fc.property(bound, bound, bound, secrecy, (a, b, c, visibility) => {
      const [low, high] = [Math.min(a, b) / 1e6, Math.max(a, b) / 1e6];
      const levels = [
        { points: 7, within: { low, high } },
        { points: 3, within: { high: c / 1e6 } },
      ];
      const secret = { id: 'secret', kind: 'band', experiment: 'a-softmax', metric: 'test.accuracy', levels };
      const value = 0.5;
      const results = edited(genuine, 'experiments.a-softmax.replicates.0.final.test.accuracy', value);
      const graded = scoreItems(rubricOf([{ ...secret, visibility }]), groundsOf(results));
      const outputs = outputsOf(gradeOf({ items: graded }));
      for (const digits of tellTales(value, [low, high, c / 1e6])) expect(outputs).not.toContain(digits);
      // The control: what is visible is told, so that the search would find it.
      const open = outputsOf(gradeOf({ items: scoreItems(rubricOf([secret]), groundsOf(results)) }));
      expect(tellTales(value, [low, high]).some((digits) => open.includes(digits))).toBe(true);
    }),
  );
});

function outputsOf(grade: Grade): string {
  const formatted = GRADE_FORMATS.map((format) => formatGrade[format](grade));
  return [...formatted, formatSummary(grade)].join('\n');
}

/** How bounds, and distances to them from which they follow, would be written. */
function tellTales(value: number, bounds: readonly number[]): string[] {
  const numbers = [...bounds, ...bounds.map((bound) => Math.abs(value - bound))];
  return numbers.flatMap((number) => [String(number), (100 * number).toFixed(2)]);
}

describe('no format holds a character that a terminal must not be given', () => {
  const forbidden = /(?!\n)[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
  const evil = 'a\u001b[2J\u0085b\u2028c\u202ed\u2066e\u007f';
  const message = `${evil}: ${evil}`;
  const evilItem = item({ ...failed, title: evil, message });
  const grades = [
    gradeOf({ title: evil, items: [evilItem], graded: { file: `/x/${evil}`, sha256: null } }),
    ungraded('invalid', { kind: 'stale', message }),
  ];

  test.each(GRADE_FORMATS)('%s', (format) => {
    for (const grade of grades) expect(formatGrade[format](grade)).not.toMatch(forbidden);
    for (const grade of grades) expect(formatSummary(grade)).not.toMatch(forbidden);
  });

  test('and JSON still says the very text', () => {
    expect(JSON.parse(formatGrade.json(grades[0]!))).toEqual(grades[0]);
  });
});

describe('every format says exactly what was graded', () => {
  test.each(GRADE_FORMATS)('%s names the file and its digest', (format) => {
    for (const grade of [three, invalid]) {
      const text = formatGrade[format](grade);
      expect(text).toContain('/work/results.json');
      expect(text).toContain('ab'.repeat(32));
    }
    expect(formatSummary(three)).toContain('ab'.repeat(32));
  });

  test('a file that could not be read has no digest, and a hostile name stays a name', () => {
    const file = 'a"\n::error::<b>.json';
    const unread = gradeOf({ ...broken, graded: { file, sha256: null } });
    expect(formatGrade.table(unread)).toContain('graded          a"\\u{a}::error::<b>.json\n');
    expect(formatGrade.github(unread)).not.toMatch(/\n::error::</);
    expect(formatGrade.junit(unread)).toContain('value="a&quot;&#10;::error::&lt;b&gt;.json"');
  });

  test('JSON is the grade itself', () => {
    expect(JSON.parse(formatGrade.json(three))).toEqual(JSON.parse(JSON.stringify(three)));
    expect(formatGrade.json(three)).toMatch(/^{\n {2}"/);
  });

  test("Gradescope's items carry status, number, result and id, and the output names each problem", () => {
    const { tests, output } = JSON.parse(formatGrade.gradescope(three));
    expect(output).toBe('Test: 3 of 6 points.');
    expect(
      tests.map(({ status, number, tags, extra_data }: Record<string, unknown>) => [
        ...[status, number, tags, extra_data],
      ]),
    ).toEqual([
      ['passed', '1', ['passed'], { id: 'accuracy' }],
      ['failed', '2', ['partial'], { id: 'loss' }],
      ['failed', '3', ['failed'], { id: 'gap' }],
    ]);
    expect(JSON.parse(formatGrade.gradescope(invalid)).output).toMatch(/\na-l1 does not match its digest$/);
    const hidden = gradeOf({ items: [item({ visibility: 'hidden' })] });
    expect(JSON.parse(formatGrade.gradescope(hidden)).output).toBe(
      'Graded. Some items are shown later or not at all.',
    );
  });

  test('JUnit opens with its declaration, a line an element, and escapes what XML reads as its own', () => {
    const lines = formatGrade.junit(gradeOf({ title: 'a&b<c>d"e\nf\tg', items: [item()] })).split('\n');
    expect(lines[0]).toBe('<?xml version="1.0" encoding="UTF-8"?>');
    expect(lines.join('\n')).toContain('name="a&amp;b&lt;c&gt;d&quot;e&#10;f&#9;g"');
    expect(lines).toContain('      <property name="score" value="2"/>');
    expect(formatGrade.junit(invalid)).toContain('<property name="score" value=""/>');
  });

  test("the job's summary has a row for each item and for each run that was trained anew", () => {
    const summary = formatSummary({ ...three, recomputed: [{ run: 'a-l1 seed 2', compared: 'bits' }] });
    expect(summary).toContain('Test accuracy: 2 of 2 points: fine');
    expect(summary).toContain('a-l1 seed 2: the recorded result, bit for bit');
  });
});
