import { type Expression, getLineInfo, type ObjectExpression, parseExpressionAt } from 'acorn';
import { parseJson } from './json.ts';

/** Where in a file of JSON something stands, for messages. Lines count from 1. JSON is read as the JavaScript that it is. */

/** The line of the value, or of the key where there is one, at a place in JSON: `['a', 'seeds', 0]`; of the nearest there is. */
export function lineOf(text: string, place: readonly PropertyKey[]): number {
  let node = read(text);
  let start = node.start;
  for (const key of place) {
    const next = childrenOf(node).find((child) => child.key === String(key));
    if (!next) break;
    ({ node, start } = next);
  }
  return lineAt(text, start);
}

/** The line of what keeps a text from being JSON, or from being clear; `error` is what reading it has thrown. */
export function lineOfFault(text: string, error: unknown): number {
  const position = /position (\d+)/.exec(String(error))?.[1];
  if (position !== undefined) return lineAt(text, Number(position));
  try {
    return lineAt(text, faultOf(text, read(text)));
  } catch (notRead) {
    return (notRead as { loc?: { line: number } }).loc?.line ?? 1;
  }
}

const read = (text: string): Expression => parseExpressionAt(text, 0, { ecmaVersion: 2022 });
const lineAt = (text: string, position: number) => getLineInfo(text, position).line;

/** Where the innermost value starts that cannot be read, or the key that its object has already, or what follows the whole. */
function faultOf(text: string, node: Expression): number {
  if (isRead(text.slice(node.start, node.end))) return text.length - text.slice(node.end).trimStart().length;
  const children = childrenOf(node);
  const wrong = children.find((child) => !isRead(text.slice(child.node.start, child.node.end)));
  if (wrong) return faultOf(text, wrong.node);
  const isTwice = ({ key }: Child, index: number) =>
    key === '__proto__' || children.findIndex((other) => other.key === key) < index;
  return (node.type === 'ObjectExpression' ? children.find(isTwice) : undefined)?.start ?? node.start;
}

function isRead(text: string): boolean {
  try {
    parseJson(text);
    return true;
  } catch {
    return false;
  }
}

interface Child {
  readonly key: string;
  readonly node: Expression;
  /** Of the key, if it has one, or else of the value. */
  readonly start: number;
}

function childrenOf(node: Expression): Child[] {
  if (node.type === 'ArrayExpression') {
    return node.elements.map((element, index) => ({
      key: String(index),
      node: element as Expression,
      start: element!.start,
    }));
  }
  return node.type === 'ObjectExpression' ? propertiesOf(node) : [];
}

const propertiesOf = ({ properties }: ObjectExpression): Child[] =>
  properties.flatMap((property) => {
    if (property.type !== 'Property') return [];
    const { key, value, start } = property;
    const name = key.type === 'Literal' ? String(key.value) : key.type === 'Identifier' ? key.name : '';
    return { key: name, node: value, start };
  });
