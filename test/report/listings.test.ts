import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import study from '../../experiments/index.ts';
import { cutListings, highlight, readListings } from '../../pipeline/report/listings.ts';
import { ROOT } from '../cli.ts';

const SOURCE = `const before = 1;
  // listing: inner
  if (before) {
    stop();
  }
  // end of listing
after();
`;

test('cuts the lines between the markers, without their margin, and knows where they stood', () => {
  expect(cutListings('file.ts', SOURCE).get('inner')).toEqual({
    file: 'file.ts',
    from: 3,
    to: 5,
    code: 'if (before) {\n  stop();\n}',
  });
});

test('cuts the same lines where git has checked sources out with the line ends of Windows', () => {
  expect(cutListings('file.ts', SOURCE.replaceAll('\n', '\r\n'))).toEqual(cutListings('file.ts', SOURCE));
  expect(readFileSync(path.join(ROOT, '.gitattributes'), 'utf8')).toMatch(/^\* text=auto eol=lf$/m);
});

test('refuses a listing that does not end', () => {
  expect(() => cutListings('file.ts', '// listing: open\ncode();\n')).toThrow(
    'missing "// end of listing": file.ts, listing open',
  );
});

test('shows the sources as they are', () => {
  const listings = readListings(study.listings);
  expect(listings.get('relu')!.code).toMatch(/^export function relu\(x: Tensor\): Tensor \{[\s\S]*\}$/);
  expect([...listings.keys()]).toContain('training-loop');
  expect(listings.get('dense-network')!.code).toMatch(/^const model = sequential\(\);/);
});

test('escapes and highlights', () => {
  expect(highlight('const a = b < 2;')).toBe(
    '<span class="hljs-keyword">const</span> a = b &lt; <span class="hljs-number">2</span>;',
  );
});
