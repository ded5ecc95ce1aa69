/** Files from elsewhere nest far less; deeper ones are made to exhaust the stack of whoever walks through them. */
const DEEPEST = 64;

/** JSON, but not clear: what it says depends on who reads it. The message is one line and quotes at most a key. */
export class UnclearJsonError extends SyntaxError {
  override readonly name = 'UnclearJsonError';
}

/** How much a text may hold, since each thing takes memory many times its size in the text. */
export interface JsonLimits {
  /** Objects and lists. */
  readonly containers: number;
  /** Values in objects and lists, those included. */
  readonly values: number;
}

const NO_LIMITS: JsonLimits = { containers: Infinity, values: Infinity };

/** As editors and spreadsheets on Windows begin a text, and how UTF-16 looks when it is read as UTF-8. */
const BYTE_ORDER_MARK = /^\ufeff/;
const UTF_16 = /^(?:\ufffd\ufffd|\0|.\0)/s;

/**
 * Reads JSON that says everything once. Throws a SyntaxError for what is no JSON, an UnclearJsonError where an object
 * gives a key twice, has the key `__proto__`, which many readers take for something else, nests too deep or holds more
 * than it may, before memory is taken for it. A byte order mark is passed over.
 */
export function parseJson(text: string, limits: JsonLimits = NO_LIMITS): unknown {
  if (UTF_16.test(text)) throw new UnclearJsonError('it is UTF-16; save it as UTF-8');
  const json = text.replace(BYTE_ORDER_MARK, '');
  requireClear(json, limits);
  return JSON.parse(json);
}

/** As `parseJson`, but undefined where that throws. */
export function tryParseJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Whether JSON stops before it is whole: brackets or a string are still open at the end, or there is nothing at all. */
export function isCutShort(text: string): boolean {
  let open = 0;
  let last: Token | undefined;
  for (const token of tokens(text)) {
    last = token;
    if (token.kind === 'open') open += 1;
    if (token.kind === 'close') open -= 1;
  }
  const begins = /^\s*(?:[[{"]|$)/.test(text); // what was packed, say, is no beginning
  return begins && (open > 0 || last?.kind === 'open string' || last === undefined);
}

function requireClear(text: string, limits: JsonLimits): void {
  /** The keys of each object that is open; a list has none. */
  const open: Set<string>[] = [];
  let [containers, values] = [0, 0];
  for (const token of tokens(text)) {
    if (token.kind === 'open') open.push(new Set());
    if (token.kind === 'close') open.pop();
    if (token.kind === 'open' && ++containers > limits.containers)
      throw new UnclearJsonError(`more than ${limits.containers} objects and lists`);
    if ((token.kind === 'open' || token.kind === 'comma') && ++values > limits.values)
      throw new UnclearJsonError(`more than ${limits.values} values`);
    if (open.length > DEEPEST) throw new UnclearJsonError(`nested more than ${DEEPEST} deep`);
    if (token.kind !== 'key' || open.length === 0) continue;
    const key = JSON.parse(token.text) as string;
    if (key === '__proto__') throw new UnclearJsonError('a key is called __proto__');
    if (open.at(-1)!.has(key)) throw new UnclearJsonError(`the key ${token.text} is given twice`);
    open.at(-1)!.add(key);
  }
}

type Token =
  | { readonly kind: 'open' | 'close' | 'comma' | 'open string' }
  /** With its quotes. */
  | { readonly kind: 'key'; readonly text: string };

/** Brackets, commas, keys, and a string that does not end. Takes time in proportion to the text, whatever it holds. */
function* tokens(text: string): Generator<Token> {
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at]!;
    if (character === '{' || character === '[') yield { kind: 'open' };
    if (character === '}' || character === ']') yield { kind: 'close' };
    if (character === ',') yield { kind: 'comma' };
    if (character !== '"') continue;
    const end = endOfString(text, at);
    if (end > text.length) yield { kind: 'open string' };
    else if (isFollowedByColon(text, end)) yield { kind: 'key', text: text.slice(at, end) };
    at = end - 1;
  }
}

/** The index behind the closing quote; beyond the text's length if there is none. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at < text.length ? at + 1 : text.length + 1;
}

function isFollowedByColon(text: string, from: number): boolean {
  let at = from;
  while (' \t\n\r'.includes(text[at] ?? '-')) at += 1;
  return text[at] === ':';
}
