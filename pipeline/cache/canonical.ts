import { isBuiltin } from 'node:module';
import { type ImportExpression, type Program, parse } from 'acorn';
import type { Variable } from 'eslint-scope';
import { UserError } from '../base/errors.ts';
import { isInert, PURE_PACKAGES } from './inert.ts';
import { findNames, findVariables, isConstant, type Name, nodesOf, type Variables } from './names.ts';

/** What a bundle does, apart from how it is spelled. */
export interface CanonicalBundle {
  readonly text: string;
  /** Specifiers of the packages that it imports, sorted; Node's own modules are not among them. */
  readonly imports: readonly string[];
}

/**
 * Rewrites a bundle of ES modules (without exports and white space) so that two bundles get the same text if they
 * differ only in names of variables, parameters, private members and labels, or in the order of declarations.
 *
 * What does something when it is loaded keeps its order. Whatever only names a value (a function, a class, a literal)
 * follows the first of these that uses it, directly or not; what none of them uses is left out. Each name becomes the
 * number of its first appearance, so that the text says which names are the same and nothing else of them. Bundles
 * that do different things never share a text, but for code that asks for the `name` or the source text of a function
 * or class, and for packages that care which of them is loaded first, or export other values by and by. Schemas that
 * nothing uses do not count, although they are made when they are loaded.
 *
 * Throws a UserError for an import() whose target only running the code would tell.
 */
export function canonicalBundle(source: string): CanonicalBundle {
  const program = parse(source, { ecmaVersion: 'latest', sourceType: 'module', ranges: true });
  const variables = findVariables(program);
  const { text, used } = inOrderOfUse(source, partsOf(program, variables), variables);
  const imports = importsOf(program, variables).filter((name) => !PURE_PACKAGES.has(name) || used.has(name));
  return { text, imports };
}

function importsOf(program: Program, variables: Variables): string[] {
  const specifiers = nodesOf(program).flatMap((node) => {
    if (node.type === 'ImportDeclaration') return [String(node.source.value)];
    return node.type === 'ImportExpression' ? [dynamicImport(node, variables)] : [];
  });
  return [...new Set(specifiers)].filter((specifier) => !isBuiltin(specifier)).sort();
}

const PACKAGE = /^(node:|@?[\w-][^:]*$)/;

/** The specifier of `import('package')`, also where a constant holds it. */
function dynamicImport({ source }: ImportExpression, variables: Variables): string {
  const variable = variables.get(source.start);
  const given = variable && isConstant(variable) ? variable.defs[0]?.node.init : source;
  if (typeof given?.value === 'string' && PACKAGE.test(given.value)) return given.value;
  throw new UserError(
    'unknown import: import() of a module that is only known when it runs; write its path or its package as a ' +
      'string, so that the cache covers it',
  );
}

/** A statement, or one of the variables that it declares. */
interface Part {
  readonly start: number;
  readonly end: number;
  readonly keyword: string;
  readonly names: readonly Name[];
  /** Whether it does something when its turn comes; if not, it only names a value, and may do so at any time. */
  readonly runs: boolean;
  /** A function, which is there before anything runs. */
  readonly isHoisted: boolean;
}

function partsOf(program: Program, variables: Variables): Part[] {
  const names = findNames(program, variables);
  let next = 0;
  return program.body.flatMap((statement) => {
    if (statement.type === 'ImportDeclaration') return [];
    const declares = statement.type === 'VariableDeclaration';
    return (declares ? statement.declarations : [statement]).map((node): Part => {
      while (next < names.length && names[next]!.start < node.start) next += 1;
      const first = next;
      while (next < names.length && names[next]!.start < node.end) next += 1;
      return {
        start: node.start,
        end: node.end,
        keyword: declares ? 'var ' : '',
        names: names.slice(first, next),
        runs: !isInert(node, variables),
        isHoisted: node.type === 'FunctionDeclaration',
      };
    });
  });
}

/** The parts that run, each followed by what it is the first to use; and the packages that any of them use. */
function inOrderOfUse(source: string, parts: readonly Part[], variables: Variables) {
  const running = parts.filter(({ runs }) => runs);
  const { write, used } = writer(source, parts, variables);
  const lines: string[] = [];
  for (const root of running) {
    const reached = [root];
    for (const part of reached) {
      lines.push(early(part, root, running) + write(part, (next) => reached.push(next)));
    }
  }
  return { text: lines.join('\n'), used };
}

/** What is used before its turn has come is not there yet: then it does matter what runs before it. */
function early(part: Part, root: Part, running: readonly Part[]): string {
  if (part.isHoisted || part.start <= root.start) return '';
  return `after ${running.filter(({ start }) => start < part.start).length}:`;
}

/** Writes one part after the other. `reach` is told of each part, once, that another one names first. */
function writer(source: string, parts: readonly Part[], variables: Variables) {
  const { imported, declared } = topLevel(parts, variables);
  const shared = new Map<object, number>();
  const used = new Set<string>();
  const write = (part: Part, reach: (part: Part) => void): string => {
    const own = new Map<object, number>();
    return rewrite(source, part, (meaning) => {
      const from = imported.get(meaning);
      if (from) {
        used.add(from.specifier);
        return `@${JSON.stringify([from.specifier, from.name])}`;
      }
      const declaring = declared.get(meaning);
      if (!declaring) return `@@${numberIn(own, meaning)}`;
      if (!shared.has(meaning) && !declaring.runs) reach(declaring);
      return `@${numberIn(shared, meaning)}`;
    });
  };
  return { write, used };
}

function rewrite(source: string, part: Part, newName: (meaning: object) => string): string {
  let text = part.keyword;
  let at = part.start;
  for (const { start, end, before, meaning } of part.names) {
    text += source.slice(at, start) + before + newName(meaning);
    at = end;
  }
  return text + source.slice(at, part.end);
}

/** Of the variables that all parts know: what the imported ones import, and which part declares the others. */
function topLevel(parts: readonly Part[], variables: Variables) {
  const imported = new Map<object, Import>();
  const declared = new Map<object, Part>();
  for (const variable of variables.values()) {
    if (variable.scope.type !== 'module' || imported.has(variable) || declared.has(variable)) continue;
    const definition = variable.defs[0]!;
    const [at] = definition.name.range!;
    if (definition.type === 'ImportBinding') imported.set(variable, importOf(definition));
    else declared.set(variable, parts.find(({ start, end }) => start <= at && at < end)!);
  }
  return { imported, declared };
}

/** The same wherever the same is imported. */
interface Import {
  readonly specifier: string;
  readonly name: string;
}

type ImportBinding = Extract<Variable['defs'][number], { type: 'ImportBinding' }>;

function importOf({ node, parent }: ImportBinding): Import {
  return { specifier: String(parent.source.value), name: exportedName(node) };
}

function exportedName(node: ImportBinding['node']): string {
  if (node.type === 'ImportDefaultSpecifier') return 'default';
  if (node.type === 'ImportNamespaceSpecifier') return '*';
  return 'name' in node.imported ? node.imported.name : String(node.imported.value);
}

function numberIn(numbers: Map<object, number>, meaning: object): number {
  const number = numbers.get(meaning) ?? numbers.size + 1;
  numbers.set(meaning, number);
  return number;
}
