import { expect, test } from 'vitest';
import { captionNumber, fillNumbers, numberedReference } from '../../pipeline/report/numbering.ts';

test('numbers figures, tables and listings apart, in the order of their captions, and refers ahead', () => {
  const page = [
    numberedReference('Table', 'b'),
    captionNumber('Table', 'a'),
    captionNumber('Figure', 'x'),
    captionNumber('Table', 'b'),
  ].join(' ');
  expect(fillNumbers(page)).toBe(
    '<a class="ref" href="#table-b">Table\u00a02</a> <strong>Table\u00a01.</strong> <strong>Figure\u00a01.</strong> <strong>Table\u00a02.</strong>',
  );
});

test('numbers figures that the page leaves out behind those that it has', () => {
  const page = captionNumber('Figure', 'c') + numberedReference('Figure', 'a');
  expect(fillNumbers(page, ['a', 'b', 'c'])).toBe(
    '<strong>Figure\u00a01.</strong><a class="ref" href="#figure-a">Figure\u00a02</a>',
  );
});

test('refuses a reference to something that the page does not have', () => {
  expect(() => fillNumbers(captionNumber('Table', 'a') + numberedReference('Table', 'gone'))).toThrow(
    'unknown reference: Table gone; the page has Table a',
  );
});
