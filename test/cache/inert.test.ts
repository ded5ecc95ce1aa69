import { describe, expect, test } from 'vitest';
import { canonicalBundle } from '../../pipeline/cache/canonical.ts';

/** Which order counts in a bundle: that of what does something, not that of what only names a value. */

const textOf = (source: string) => canonicalBundle(source).text;

describe('the text is the same', () => {
  test.each([
    [
      'for declarations in another order',
      'var one = 1; var list = [one]; var A = class {}; function f() { return [list, A]; } globalThis.code = [f];',
      'function f() { return [list, A]; } var A = class {}; var one = 1; var list = [one]; globalThis.code = [f];',
    ],
    [
      'for functions that stand behind what calls them',
      'function f() { return 1; } globalThis.a = f();',
      'globalThis.a = f(); function f() { return 1; }',
    ],
    [
      'for lists of functions and imports that stand behind what runs',
      "var list = [f, a]; globalThis.b = 1; globalThis.code = [list]; function f() {} import { a } from 'p';",
      "globalThis.b = 1; function f() {} import { a } from 'p'; var list = [f, a]; globalThis.code = [list];",
    ],
    [
      'for classes that stand behind what runs',
      "import { a } from 'p'; var A = class extends Error {}; var B = class extends a.A { c = 1; static d = [new Map()]; e() {} }; globalThis.b = 1; globalThis.code = [A, B];",
      "import { a } from 'p'; globalThis.b = 1; var A = class extends Error {}; var B = class extends a.A { c = 1; static d = [new Map()]; e() {} }; globalThis.code = [A, B];",
    ],
    [
      'without what nothing uses',
      'var spare = { a: [1, -1, 2 ** 3, `x`] }; function idle() { return spare; } globalThis.code = [];',
      'globalThis.code = [];',
    ],
  ])('%s', (_, one, other) => {
    expect(textOf(one)).toBe(textOf(other));
  });
});

describe('the text is another', () => {
  test.each([
    [
      'for what runs in another order',
      'globalThis.a = 1; globalThis.b = 2;',
      'globalThis.b = 2; globalThis.a = 1;',
    ],
    [
      'for a value that is read before it is there',
      'var a = f(); var b = 1; function f() { return b; } globalThis.code = [a];',
      'var b = 1; var a = f(); function f() { return b; } globalThis.code = [a];',
    ],
    [
      'for a value that is there for the second that runs, not for the first',
      'var b = 1; globalThis.a = f(); globalThis.c = f(); function f() { return b; }',
      'globalThis.a = f(); var b = 1; globalThis.c = f(); function f() { return b; }',
    ],
    [
      'for a value that is there for none of those that run',
      'globalThis.a = f(); var b = 1; globalThis.c = f(); function f() { return b; }',
      'globalThis.a = f(); globalThis.c = f(); var b = 1; function f() { return b; }',
    ],
    [
      'for a list that is made before what it holds',
      'var a = [b]; var b = 1; globalThis.code = [a];',
      'var b = 1; var a = [b]; globalThis.code = [a];',
    ],
    [
      'for a list that is made before what it holds has changed',
      'var b = 1; var a = [b]; b = 2; globalThis.code = [a];',
      'var b = 1; b = 2; var a = [b]; globalThis.code = [a];',
    ],
    [
      'for a copy that is made before what it copies has changed',
      'var b = { x: 1 }; var a = { ...b }; b.x = 2; globalThis.code = [a];',
      'var b = { x: 1 }; b.x = 2; var a = { ...b }; globalThis.code = [a];',
    ],
    [
      'for a property that is read before it has changed',
      'var b = { x: 1 }; var a = b.x; b.x = 2; globalThis.code = [a];',
      'var b = { x: 1 }; b.x = 2; var a = b.x; globalThis.code = [a];',
    ],
    [
      'for a global that is read before it has changed',
      'var a = [Math]; globalThis.Math = 1; globalThis.code = [a];',
      'globalThis.Math = 1; var a = [Math]; globalThis.code = [a];',
    ],
    [
      'for a class that takes note of a count before it has changed',
      'var n = [1]; var A = class { static at = n[0]; }; n[0] = 2; globalThis.code = [A];',
      'var n = [1]; n[0] = 2; var A = class { static at = n[0]; }; globalThis.code = [A];',
    ],
    [
      'for a class with a block that runs earlier',
      'var A = class { static { globalThis.b = 1; } }; globalThis.b = 2; globalThis.code = [A];',
      'globalThis.b = 2; var A = class { static { globalThis.b = 1; } }; globalThis.code = [A];',
    ],
    [
      'for a computed name that is read earlier',
      'var A = { [globalThis.b]: 1 }; globalThis.b = 2; globalThis.code = [A];',
      'globalThis.b = 2; var A = { [globalThis.b]: 1 }; globalThis.code = [A];',
    ],
    [
      'for a class whose superclass is computed earlier',
      'var A = class extends f() {}; globalThis.b = 2; globalThis.code = [A]; function f() { return globalThis.b; }',
      'globalThis.b = 2; var A = class extends f() {}; globalThis.code = [A]; function f() { return globalThis.b; }',
    ],
    [
      'for what is constructed earlier',
      'var a = new A(); globalThis.b = 2; globalThis.code = [a];',
      'globalThis.b = 2; var a = new A(); globalThis.code = [a];',
    ],
    [
      'for a collection of what is read earlier',
      'var a = new Set(globalThis.b); globalThis.b = 2; globalThis.code = [a];',
      'globalThis.b = 2; var a = new Set(globalThis.b); globalThis.code = [a];',
    ],
    [
      'for a collection of the name of one of the language',
      'var a = new Map(); globalThis.b = 2; globalThis.code = [a]; function Map() { this.b = globalThis.b; }',
      'globalThis.b = 2; var a = new Map(); globalThis.code = [a]; function Map() { this.b = globalThis.b; }',
    ],
    [
      'for a sum of what is read earlier',
      'var a = [1 + b]; b = 2; globalThis.code = [a];',
      'b = 2; var a = [1 + b]; globalThis.code = [a];',
    ],
    [
      'for a sign of what is read earlier',
      'var a = [-b]; b = 2; globalThis.code = [a];',
      'b = 2; var a = [-b]; globalThis.code = [a];',
    ],
    [
      'for a text of what is read earlier',
      `var a = [\`\${b}\`]; b = 2; globalThis.code = [a];`,
      `b = 2; var a = [\`\${b}\`]; globalThis.code = [a];`,
    ],
    [
      'for the second value that a variable is declared with',
      'var a = 1; var a = 2; globalThis.code = [a];',
      'var a = 1; var a = 3; globalThis.code = [a];',
    ],
  ])('%s', (_, one, other) => {
    expect(textOf(one)).not.toBe(textOf(other));
  });
});
