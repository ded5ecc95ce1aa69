import fc from 'fast-check';
import { mutatedBytes } from './mutate-bytes.ts';

type Node = Record<string, unknown> | unknown[];
type Edit = (root: Node) => void;

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

/** Deeper places are of values that an edit before made deep on purpose. */
const DEEPEST = 16;

/** Every place of a document: the object or list, and the key or index in it. */
function places(root: Node, depth = 0): [Node, string][] {
  return Object.entries(root).flatMap(([key, value]): [Node, string][] => [
    [root, key],
    ...(isNode(value) && depth < DEEPEST ? places(value, depth + 1) : []),
  ]);
}

const read = (node: Node, key: string) => (node as Record<string, unknown>)[key];
/** Defined, not assigned: `__proto__` must become a key like any other. */
const write = (node: Node, key: string, value: unknown) =>
  Object.defineProperty(node, key, { value, writable: true, enumerable: true, configurable: true });
const drop = (node: Node, key: string) =>
  Array.isArray(node) ? void node.splice(Number(key), 1) : delete node[key];

const KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'a-softmax', 'A1', '0'];
const STRINGS = [
  '',
  '\u0000',
  '\n',
  '\u001b[2J',
  '</script>',
  '::error::x',
  '=1+1',
  '\ud800',
  '__proto__',
  '..',
  'NaN',
];
const NUMBERS = [0, -0, -1, 0.5, 1, 1 + Number.EPSILON, 2 ** 53, 1e300, -1e300, 5e-324];

const deep = (depth: number): unknown => JSON.parse('['.repeat(depth) + ']'.repeat(depth));

/** Values that no reader expects anywhere. */
const strange = fc.oneof(
  fc.constantFrom<unknown>(null, true, [], {}, [[]], [null], deep(1_000)),
  fc.constantFrom<unknown>(...NUMBERS, ...STRINGS),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.string(),
  fc.jsonValue({ maxDepth: 2 }),
);

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

/** An edit of one place; nothing happens where none is left. */
const editAt = <Choice>(
  choice: fc.Arbitrary<Choice>,
  edit: (at: [Node, string], choice: Choice, root: Node) => void,
) =>
  fc.tuple(place, choice).map(
    ([share, chosen]): Edit =>
      (root) => {
        const all = places(root);
        const at = all[Math.floor(share * all.length)];
        if (at) edit(at, chosen, root);
      },
  );

const replace = editAt(strange, ([node, key], value) => write(node, key, value));
const leaveOut = editAt(fc.constant(null), ([node, key]) => drop(node, key));
const add = editAt(fc.tuple(fc.constantFrom(...KEYS), strange), ([node], [key, value]) =>
  write(node, key, value),
);
const rename = editAt(fc.constantFrom(...KEYS), ([node, key], name) => {
  const value = read(node, key);
  drop(node, key);
  write(node, name, value);
});
const copyFrom = editAt(place, ([node, key], share, root) => {
  const [from, name] = places(root)[Math.floor(share * places(root).length)]!;
  write(node, key, structuredClone(read(from, name)));
});
/** The likeliest forgery: a number that looks like the one before. */
const nudge = editAt(fc.double({ min: 0.9, max: 1.1, noNaN: true }), ([node, key], factor) => {
  const value = read(node, key);
  if (typeof value === 'number') write(node, key, Number.isInteger(value) ? value + 1 : value * factor);
});

const edits = fc.array(fc.oneof(replace, leaveOut, add, rename, copyFrom, nudge), {
  minLength: 1,
  maxLength: 3,
});

/** The document with one to three changes, as a document. */
export const mutatedDocument = (text: string): fc.Arbitrary<Node> =>
  edits.map((changes) => {
    const root = JSON.parse(text) as Node;
    for (const change of changes) change(root);
    return JSON.parse(JSON.stringify(root)) as Node; // a list may have been given a name, which JSON leaves out
  });

/** Numbers as JSON can write them and no double can hold, or that are written in another way. */
const SPELLINGS = [
  '1e999',
  '-1e999',
  '-0',
  '0.1e1',
  '1E0',
  '9007199254740993',
  '0.30000000000000000001',
  'NaN',
  '01',
];

const respelled = (text: string) =>
  fc.tuple(place, fc.constantFrom(...SPELLINGS)).map(([share, spelling]) => {
    const numbers = [...text.matchAll(/(?<=[:,[])-?\d[\d.eE+-]*/g)];
    const found = numbers[Math.floor(share * numbers.length)];
    if (!found) return text;
    return text.slice(0, found.index) + spelling + text.slice(found.index + found[0].length);
  });

const keyTwice = (text: string) =>
  fc.tuple(place, strange).map(([share, value]) => {
    const keys = [...text.matchAll(/"(?:[^"\\]|\\.)*"(?=:)/g)];
    const key = keys[Math.floor(share * keys.length)];
    if (!key) return text;
    return `${text.slice(0, key.index)}${key[0]}:${JSON.stringify(value)},${text.slice(key.index)}`;
  });

/** The text with bytes, values, spellings of numbers or keys changed. Text must hold no spaces between its tokens. */
export const mutatedText = (text: string): fc.Arbitrary<string> =>
  fc.oneof(
    {
      weight: 2,
      arbitrary: mutatedBytes(Buffer.from(text)).map((bytes) => Buffer.from(bytes).toString('utf8')),
    },
    { weight: 6, arbitrary: mutatedDocument(text).map((document) => JSON.stringify(document)) },
    { weight: 1, arbitrary: respelled(text) },
    { weight: 1, arbitrary: keyTwice(text) },
  );

/** What a text says, with -0 as 0: JSON tells them apart, no number here does. */
export const said = (text: string): unknown => JSON.parse(JSON.stringify(JSON.parse(text)));

/** Whether a text is JSON in which some object holds a key twice: what it says depends on who reads it. */
export function saysTwice(text: string): boolean {
  const objects: Set<string>[] = [];
  for (const [token, string, colon] of text.matchAll(/("(?:[^"\\]|\\.)*")(\s*:)?|[{}]/gs)) {
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (colon !== undefined) {
      const key = JSON.parse(string!) as string;
      if (objects.at(-1)!.has(key)) return true;
      objects.at(-1)!.add(key);
    }
  }
  return false;
}
