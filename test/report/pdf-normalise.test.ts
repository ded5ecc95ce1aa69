import { describe, expect, it } from 'vitest';
import { describeDocument, normalisePdf } from '../../pipeline/report/pdf-normalise.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const text = (pdf: Uint8Array) => Buffer.from(pdf).toString('latin1');

const CHROMIUM = `%PDF-1.4
1 0 obj
<</CreationDate (D:20261122190000+00'00')
/ModDate (D:20261122190000+00'00')>>
endobj
<</ID (node00000243)>> <</ID (node00000251)>> <</Headers [(node00000243)]>>
trailer
<</Size 9
/Root 7 0 R
/Info 1 0 R>>
startxref
123
%%EOF
`;

describe('a normalised PDF', () => {
  it('keeps its length, so that offsets stay true', () => {
    expect(normalisePdf(bytes(CHROMIUM))).toHaveLength(CHROMIUM.length);
  });

  it('has a fixed date and node ids that count from zero in their order', () => {
    const normal = text(normalisePdf(bytes(CHROMIUM)));
    expect(normal).toContain("/CreationDate (D:20000101000000+00'00')");
    expect(normal).toContain("/ModDate (D:20000101000000+00'00')");
    expect(normal).toContain('<</ID (node00000000)>> <</ID (node00000001)>> <</Headers [(node00000000)]>>');
  });

  it('does not depend on the date or on where the ids started', () => {
    const later = CHROMIUM.replaceAll('20261122', '20270101').replaceAll('node000002', 'node000003');
    expect(text(normalisePdf(bytes(later)))).toBe(text(normalisePdf(bytes(CHROMIUM))));
  });
});

describe('a described PDF', () => {
  it('appends an information dictionary that a reader finds by the last cross-reference table', () => {
    const described = text(describeDocument(bytes(CHROMIUM), { Title: 'Größe', Subject: '' }));
    expect(described.startsWith(CHROMIUM)).toBe(true);
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(described)![1]);
    expect(described.slice(table)).toMatch(
      /^xref\n9 1\n\d{10} 00000 n \ntrailer\n<<\/Size 10 \/Root 7 0 R \/Info 9 0 R \/Prev 123>>/,
    );
    const object = Number(described.slice(table).split('\n')[2]!.slice(0, 10));
    // UTF-16, big-endian: G r ö ß e
    expect(described.slice(object)).toMatch(/^9 0 obj\n<<\/Title <FEFF0047007200f600df0065>>>\nendobj/);
  });
});
