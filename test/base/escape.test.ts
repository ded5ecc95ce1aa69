import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { escapeMarkdown, markdownCode, printable, withoutMentions } from '../../pipeline/base/text.ts';
import { csv } from '../../pipeline/report/interactive/fields.ts';
import { formatDifferenceOf, nightOf } from '../fixtures/hostile.ts';

describe('printable', () => {
  it.each([
    ['\u001b[2Jgone', '\\u{1b}[2Jgone'],
    ['a\r\n::error::b', 'a\\u{d}\\u{a}::error::b'],
    ['\u009b31mred', '\\u{9b}31mred'],
    ['\u202egnp.exe', '\\u{202e}gnp.exe'],
    ['a\u2028b', 'a\\u{2028}b'],
    ['80 % – “fine” ’', '80 % – “fine” ’'],
  ])('shows %j', (text, shown) => expect(printable(text)).toBe(shown));

  it('leaves one line, whatever it is given', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printable(text)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('Markdown', () => {
  it('keeps text text: no markup, link, name or new line', () => {
    const text = '<img src=x> [a](b) **c** `d` | # e @somebody http://x.example www.y.example\n- f';
    expect(escapeMarkdown(text)).toBe(
      '&lt;img src=x&#62; &#91;a&#93;&#40;b&#41; &#42;&#42;c&#42;&#42; &#96;d&#96; &#124; &#35; e @\u200bsomebody ' +
        'http&#58;//x.example www&#46;y.example - f',
    );
    expect(markdownCode('a`b\n- c')).toBe('`a’b - c`');
    expect(withoutMentions('see @org/team and a@b')).toBe('see @\u200borg/team and a@\u200bb');
  });
});

const HOSTILE = 'x`|<b>@you\n::error::**x**\u001b[31m';

test('a comparison and a night name hostile experiments and engines as text', () => {
  const { text, markdown } = formatDifferenceOf(HOSTILE);
  expect(text).not.toMatch(/\p{Cc}(?<!\n)|^::/mu);
  for (const said of [markdown, nightOf(HOSTILE)]) {
    expect(said).toContain('you'); // it is there
    expect(said.replaceAll(/`[^`\n]*`/g, '')).not.toMatch(/<b>|\*\*x|@you|\p{Cc}(?<!\n)|^::/mu);
  }
});

test('no cell of a CSV file is a formula, and negative numbers stay numbers', () => {
  const rows = [
    { series: '=HYPERLINK("x")', value: -1.5 },
    { series: '@SUM(A1)', value: 2 },
    { series: '-a', value: 0 },
  ];
  expect(csv(rows)).toBe(`series,value\n"'=HYPERLINK(""x"")",-1.5\n'@SUM(A1),2\n'-a,0\n`);
});
