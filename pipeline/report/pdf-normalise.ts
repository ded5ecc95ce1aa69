/** Chromium's PDF, made the same for the same page. Offsets must not move, so what changes keeps its length. */

const FIXED_DATE = "D:20000101000000+00'00'";

const latin1 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

/** Fixes the dates and renumbers the ids of structure nodes, which Chromium counts from a different start each time. */
export function normalisePdf(pdf: Uint8Array): Uint8Array {
  const dated = latin1(pdf).replace(
    /\/(CreationDate|ModDate) \((D:[^)]*)\)/g,
    (_, field: string, date: string) =>
      `/${field} (${FIXED_DATE.slice(0, date.length).padEnd(date.length, "'")})`,
  );
  return Buffer.from(renumberNodes(dated), 'latin1');
}

/** node00000243 -> node00000000 and so on, in sorted order, so that sorted name trees stay sorted. */
function renumberNodes(pdf: string): string {
  const pattern = /\bnode(\d{8})\b/g;
  const ids = [...new Set([...pdf.matchAll(pattern)].map(([id]) => id))].sort();
  const renumbered = new Map(ids.map((id, index) => [id, `node${String(index).padStart(8, '0')}`]));
  return pdf.replace(pattern, (id) => renumbered.get(id) ?? id);
}

/** A PDF text string: UTF-16 with a byte-order mark, in hexadecimal. */
const textString = (text: string) =>
  `<FEFF${[...Buffer.from(text, 'utf16le').swap16()].map((byte) => byte.toString(16).padStart(2, '0')).join('')}>`;

/** The last number that a pattern finds, such as the offset of the newest cross-reference table. */
function lastNumber(pdf: string, pattern: RegExp, what: string): number {
  const found = [...pdf.matchAll(pattern)].at(-1)?.[1];
  if (found === undefined) throw new Error(`unexpected PDF: no ${what}`);
  return Number(found);
}

/**
 * Gives the document a new information dictionary by an incremental update (ISO 32000-1, 7.5.6): what Chromium
 * wrote stays as it is, and a last section names the dictionary that counts. It has no dates.
 */
export function describeDocument(pdf: Uint8Array, description: Readonly<Record<string, string>>): Uint8Array {
  const text = latin1(pdf);
  const size = lastNumber(text, /\/Size (\d+)/g, 'trailer size');
  const root = lastNumber(text, /\/Root (\d+) 0 R/g, 'document catalogue');
  const previous = lastNumber(text, /startxref\s+(\d+)/g, 'cross-reference table');
  const entries = Object.entries(description).filter(([, value]) => value !== '');
  const dictionary = entries.map(([name, value]) => `/${name} ${textString(value)}`).join('\n');
  const start = text.endsWith('\n') ? '' : '\n';
  const offset = pdf.length + start.length;
  const object = `${size} 0 obj\n<<${dictionary}>>\nendobj\n`;
  const table = `xref\n${size} 1\n${String(offset).padStart(10, '0')} 00000 n \n`;
  const trailer = `trailer\n<</Size ${size + 1} /Root ${root} 0 R /Info ${size} 0 R /Prev ${previous}>>\n`;
  const update = `${start}${object}${table}${trailer}startxref\n${offset + object.length}\n%%EOF\n`;
  return Buffer.concat([pdf, Buffer.from(update, 'latin1')]);
}
