import type { AnyNode, Node, Program } from 'acorn';
import { analyze, type Variable } from 'eslint-scope';

/** The variable that is meant where an identifier starts; globals are not among them. */
export type Variables = ReadonlyMap<number, Variable>;

/** A place where a name stands that could as well be another. */
export interface Name {
  readonly start: number;
  readonly end: number;
  /** The variable, label or private member: the same object wherever the same is meant. */
  readonly meaning: object;
  /** What stays in front of it: `key:` of a property that is written as `{ key }`, `#` of a private member. */
  readonly before: string;
}

export function findVariables(program: Program): Variables {
  const found = new Map<number, Variable>();
  const { scopes } = analyze(program as Parameters<typeof analyze>[0], {
    ecmaVersion: 2022,
    sourceType: 'module',
  });
  for (const variable of scopes.flatMap((scope) => scope.variables)) {
    const references = variable.references.map(({ identifier }) => identifier);
    const places = [...variable.identifiers, ...references].map(({ range }) => range![0]);
    // What a class calls itself inside is a variable of its own, declared in the place of the one outside.
    const meant = found.get(places[0]!) ?? variable;
    for (const place of places) found.set(place, meant);
  }
  return found;
}

/** Whether nothing but its declaration gives the variable a value. */
export function isConstant({ references }: Variable): boolean {
  return references.every((reference) => reference.init || !reference.isWrite());
}

/** All names, in the order in which they stand. */
export function findNames(program: Program, variables: Variables): Name[] {
  const keys = new Map(nodesOf(program).flatMap(shorthandKey));
  const names = [...variables].map(([start, variable]): Name => {
    return { start, end: start + variable.name.length, meaning: variable, before: keys.get(start) ?? '' };
  });
  return [...names, ...lexicalNames(program, new Map())].sort((a, b) => a.start - b.start);
}

function shorthandKey(node: AnyNode): [number, string][] {
  if (node.type !== 'Property' || !node.shorthand || node.key.type !== 'Identifier') return [];
  return [[node.start, `${node.key.name}:`]];
}

/** Private members (known with their `#`) and labels, which are no variables. */
function lexicalNames(node: AnyNode, outside: ReadonlyMap<string, object>): Name[] {
  const declared = declaredIn(node);
  const known = declared.length === 0 ? outside : new Map([...outside, ...declared]);
  const inner = childrenOf(node).flatMap((child) => lexicalNames(child, known));
  const label = 'label' in node ? node.label : null;
  if (label) inner.push(nameAt(label, known.get(label.name)!, ''));
  if (node.type === 'PrivateIdentifier') inner.push(nameAt(node, known.get(`#${node.name}`)!, '#'));
  return inner;
}

function nameAt({ start, end }: Node, meaning: object, before: string): Name {
  return { start, end, meaning, before };
}

function declaredIn(node: AnyNode): [string, object][] {
  if (node.type === 'LabeledStatement') return [[node.label.name, {}]];
  if (node.type !== 'ClassBody') return [];
  return node.body.flatMap((member): [string, object][] =>
    'key' in member && member.key.type === 'PrivateIdentifier' ? [[`#${member.key.name}`, {}]] : [],
  );
}

/** The node and all below it. */
export function nodesOf(root: AnyNode): AnyNode[] {
  const nodes = [root];
  for (const node of nodes) nodes.push(...childrenOf(node));
  return nodes;
}

function childrenOf(node: AnyNode): AnyNode[] {
  return Object.values(node)
    .flat()
    .filter((value): value is AnyNode => typeof value?.type === 'string');
}
