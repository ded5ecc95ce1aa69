import type { AnyNode, Class, Identifier, VariableDeclaration } from 'acorn';
import { isConstant, type Variables } from './names.ts';

/**
 * Whether a statement, or one variable of a declaration, only names a value and would name the same one whenever its
 * turn came: a function, a class, a literal, or made of such. What is not known for certain is not inert.
 */
export function isInert(
  node: AnyNode | VariableDeclaration['declarations'][number],
  variables: Variables,
): boolean {
  if (node.type === 'FunctionDeclaration') return true;
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') return false;
  const isDeclaredOnce = variables.get(node.id.start)?.defs.length === 1;
  return isDeclaredOnce && (!node.init || isInertValue(node.init, variables));
}

function isInertValue(node: AnyNode, variables: Variables): boolean {
  switch (node.type) {
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return true;
    case 'Identifier':
      return isKnownAlready(node, variables);
    case 'MemberExpression':
      return !node.computed && (isImported(node.object, variables) || isPure(node.object, variables));
    case 'CallExpression':
      return isPure(node, variables);
    case 'ArrayExpression':
      return isInertList(node, variables);
    case 'ObjectExpression':
      return node.properties.every((property) => 'value' in property && isInertMember(property, variables));
    case 'ClassExpression':
      return isInertClass(node, variables);
    case 'NewExpression':
      return (
        isCollection(node.callee, variables) && node.arguments.every((given) => isInertList(given, variables))
      );
    default:
      return isPrimitive(node);
  }
}

/** Classes of the language that programs leave as they are. */
const STANDARD = /^(\w*Error|(Float|Int|Uint|BigInt|BigUint)\w*Array)$/;

/** Definitions that are there before anything runs. */
const HOISTED: ReadonlySet<string> = new Set(['FunctionName', 'ImportBinding']);

/** What it reads is there, and stays what it is. */
function isKnownAlready({ name, start }: Identifier, variables: Variables): boolean {
  const variable = variables.get(start);
  if (!variable) return STANDARD.test(name);
  const definition = variable.defs[0]!;
  return isConstant(variable) && (HOISTED.has(definition.type) || definition.name.range![0] < start);
}

function isImported(node: AnyNode, variables: Variables): boolean {
  return node.type === 'Identifier' && variables.get(node.start)?.defs[0]?.type === 'ImportBinding';
}

/** Packages whose calls do nothing but make a value. */
export const PURE_PACKAGES: ReadonlySet<string> = new Set(['zod']);

/** A schema: what such a package gives, and what calls on it give. Nobody needs it where nobody uses it. */
function isPure(node: AnyNode, variables: Variables): boolean {
  switch (node.type) {
    case 'MemberExpression':
      return !node.computed && isPure(node.object, variables);
    case 'CallExpression':
      return (
        isPure(node.callee, variables) && node.arguments.every((given) => isInertValue(given, variables))
      );
    case 'Identifier': {
      const definition = variables.get(node.start)?.defs[0];
      if (definition?.type === 'ImportBinding')
        return PURE_PACKAGES.has(String(definition.parent.source.value));
      return (
        isKnownAlready(node, variables) && !!definition?.node.init && isPure(definition.node.init, variables)
      );
    }
    default:
      return false;
  }
}

function isInertList(node: AnyNode, variables: Variables): boolean {
  if (node.type !== 'ArrayExpression') return false;
  return node.elements.every((element) => element === null || isInertValue(element, variables));
}

function isInertMember(
  { computed, value }: { computed: boolean; value?: AnyNode | null | undefined },
  variables: Variables,
): boolean {
  return !computed && (!value || isInertValue(value, variables));
}

/** The values of fields belong to its instances, those of static ones to itself. */
function isInertClass({ superClass, body }: Class, variables: Variables): boolean {
  if (superClass && !isInertValue(superClass, variables)) return false;
  return body.body.every((member) => {
    if (member.type === 'StaticBlock') return false;
    if (member.type === 'PropertyDefinition' && !member.static) return !member.computed;
    return isInertMember(member, variables);
  });
}

const COLLECTION = /^(Weak)?(Map|Set)$/;

function isCollection(callee: AnyNode, variables: Variables): boolean {
  return callee.type === 'Identifier' && COLLECTION.test(callee.name) && !variables.has(callee.start);
}

/** A number, a text and the like, written out or computed from such. */
function isPrimitive(node: AnyNode): boolean {
  switch (node.type) {
    case 'Literal':
      return true;
    case 'TemplateLiteral':
      return node.expressions.every(isPrimitive);
    case 'UnaryExpression':
      return isPrimitive(node.argument);
    case 'BinaryExpression':
      return isPrimitive(node.left) && isPrimitive(node.right);
    default:
      return false;
  }
}
