import { expect, test } from 'vitest';
import { captionNumber, fillNumbers, numberedReference } from '../../pipeline/report/numbering.ts';

test('numbers tables and listings apart, in the order of their captions, and refers ahead', () => {
  const page = [
    numberedReference('Table', 'b'),
    captionNumber('Table', 'a'),
    captionNumber('Listing', 'x'),
    captionNumber('Table', 'b'),
  ].join(' ');
  expect(fillNumbers(page)).toBe(
    '<a class="ref" href="#table-b">Table\u00a02</a> <strong>Table\u00a01.</strong> <strong>Listing\u00a01.</strong> <strong>Table\u00a02.</strong>',
  );
});

test('refuses a reference to something that the page does not have', () => {
  expect(() => fillNumbers(captionNumber('Table', 'a') + numberedReference('Table', 'gone'))).toThrow(
    'unknown reference: Table gone; the page has Table a',
  );
});
