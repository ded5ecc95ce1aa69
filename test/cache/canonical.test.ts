import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInThisContext } from 'node:vm';
import { transform } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { drawLetters } from '../../experiments/data/letters.ts';
import { bundleEntries } from '../../pipeline/cache/bundle.ts';
import { canonicalBundle } from '../../pipeline/cache/canonical.ts';
import { ROOT } from '../cli.ts';

const textOf = (source: string) => canonicalBundle(source).text;

describe('is the same', () => {
  test.each([
    [
      'for other names',
      'var one = 1; function add(x) { return x + one; } globalThis.code = [add];',
      'var a = 1; function b(c) { return c + a; } globalThis.code = [b];',
    ],
    [
      'for names that swap',
      'function a(b, c) { return b(c); } globalThis.code = [a];',
      'function c(a, b) { return a(b); } globalThis.code = [c];',
    ],
    [
      'for names that properties happen to have, or not',
      'globalThis.code = ({a, b = 1}) => ({a, b});',
      'globalThis.code = ({a:x, b:y = 1}) => ({a:x, b:y});',
    ],
    [
      'for other private names',
      'globalThis.code = class { #a = 1; #b() { return #a in this; } get c() { return this.#b() + this.#a; } };',
      'globalThis.code = class { #b = 1; #a() { return #b in this; } get c() { return this.#a() + this.#b; } };',
    ],
    [
      'for private names that are those of a class around it, or not',
      'globalThis.code = class { #a = 1; b = class { #a = 1; get(o) { return o.#a; } }; };',
      'globalThis.code = class { #a = 1; b = class { #c = 1; get(o) { return o.#c; } }; };',
    ],
    [
      'for other labels',
      'a: for (;;) { b: for (;;) { if (x) break a; else continue b; } }',
      'b: for (;;) { a: for (;;) { if (x) break b; else continue a; } }',
    ],
    [
      'for a class that calls itself by another name',
      'globalThis.code = class A { static make() { return new A(); } };',
      'globalThis.code = class B { static make() { return new B(); } };',
    ],
    [
      'for declarations that are joined',
      'var one = 1; var two = 2; globalThis.code = [one, two];',
      'var two = 2, one = 1; globalThis.code = [one, two];',
    ],
    [
      'for imports that are joined, split, repeated and in another order',
      "import { a, b } from 'p'; import c from 'q'; globalThis.code = [a, b, c];",
      "import { default as z } from 'q'; import { b as x } from 'p'; import { a as y } from 'p'; globalThis.code = [y, x, z];",
    ],
    [
      'without schemas that nothing uses',
      "import * as z from 'zod'; var size = z.int().min(1); var a = z.object({ size, b: z.enum(['x']) }); var c = a.shape.b.optional(); globalThis.code = [];",
      'globalThis.code = [];',
    ],
  ])('%s', (_, one, other) => {
    expect(canonicalBundle(one)).toEqual(canonicalBundle(other));
  });
});

describe('is another', () => {
  test.each([
    [
      'for a global of the same name',
      'function f(x) { return x; } globalThis.code = [f];',
      'function f(y) { return x; } globalThis.code = [f];',
    ],
    [
      'for a variable that is meant inside and one that is meant outside',
      'function f(x) { return (y) => x; } globalThis.code = [f];',
      'function f(x) { return (y) => y; } globalThis.code = [f];',
    ],
    [
      'for arguments in another order',
      'function f(x, y) { return x - y; } globalThis.code = [f];',
      'function f(x, y) { return y - x; } globalThis.code = [f];',
    ],
    [
      'for a function that is called in the place of its twin',
      'function f() { return g(); } function g() { return 1; } globalThis.code = [f];',
      'function f() { return f(); } function g() { return 1; } globalThis.code = [f];',
    ],
    [
      'for state that is shared and state that is not',
      'var n = 0; var m = 0; function f() { return ++n; } function g() { return ++n; } globalThis.code = [f, g];',
      'var n = 0; var m = 0; function f() { return ++n; } function g() { return ++m; } globalThis.code = [f, g];',
    ],
    [
      'for another private member',
      'globalThis.code = class { #a = 1; #b = 1; get c() { return this.#a; } };',
      'globalThis.code = class { #a = 1; #b = 1; get c() { return this.#b; } };',
    ],
    [
      'for the private member of a class around it',
      'globalThis.code = class { #a = 1; b = class { #c = 1; get(o) { return o.#a; } }; };',
      'globalThis.code = class { #a = 1; b = class { #c = 1; get(o) { return o.#c; } }; };',
    ],
    [
      'for another label',
      'a: for (;;) { b: for (;;) { break a; } }',
      'a: for (;;) { b: for (;;) { break b; } }',
    ],
    [
      'for another import of a package',
      "import { a } from 'p'; globalThis.code = [a];",
      "import { b } from 'p'; globalThis.code = [b];",
    ],
    [
      'for an import from another package',
      "import { a } from 'p'; globalThis.code = [a];",
      "import { a } from 'q'; globalThis.code = [a];",
    ],
    [
      'for an import of everything',
      "import a from 'p'; globalThis.code = [a];",
      "import * as a from 'p'; globalThis.code = [a];",
    ],
    [
      'for one of two classes in a function',
      'function f() { class A {} class B {} return A; } globalThis.code = [f];',
      'function f() { class A {} class B {} return B; } globalThis.code = [f];',
    ],
    [
      'for one of two classes around it',
      'globalThis.code = class A { b = class B { c = () => A; }; };',
      'globalThis.code = class A { b = class B { c = () => B; }; };',
    ],
    [
      'for one of two classes around it that are declared',
      'function f() { class A { b() { class B { c = () => A; } } } }; globalThis.code = [f];',
      'function f() { class A { b() { class B { c = () => B; } } } }; globalThis.code = [f];',
    ],
    [
      'for a schema that is used',
      "import * as z from 'zod'; var size = z.int().min(1); globalThis.code = [z.object({ size })];",
      "import * as z from 'zod'; var size = z.int().min(2); globalThis.code = [z.object({ size })];",
    ],
    [
      'for a call of another package',
      "import { int } from 'p'; var size = int().min(1); globalThis.code = [];",
      "import { int } from 'p'; globalThis.code = [];",
    ],
    [
      'for a schema that is made of what is computed',
      "import * as z from 'zod'; var size = z.enum(f()); globalThis.code = [];",
      "import * as z from 'zod'; globalThis.code = [];",
    ],
    [
      'for a schema of what changes',
      "import * as z from 'zod'; var a = z.int(); a = f(); var b = a.min(1); globalThis.code = [];",
      "import * as z from 'zod'; var a = z.int(); a = f(); globalThis.code = [];",
    ],
  ])('%s', (_, one, other) => {
    expect(textOf(one)).not.toBe(textOf(other));
  });
});

test('names the packages that the text uses, or that are loaded for what they do', () => {
  const importsOf = (rest: string) => canonicalBundle(`import * as z from 'zod'; ${rest}`).imports;
  expect(importsOf("import 'b'; import { a } from 'a'; globalThis.code = [z.int()];")).toEqual([
    'a',
    'b',
    'zod',
  ]);
  expect(importsOf('var size = z.int(); globalThis.code = [];')).toEqual([]);
});

test('numbers names, and puts what is used behind what uses it first', () => {
  const source = `
    import pack, { part } from 'pack';
    const idle = 1, one = 1;
    const early = () => later(one);
    const later = part(early, ({x, y: [z]}) => pack(x, z));
    const twice = {one, later};
    globalThis.code = [early, twice];`;
  expect(canonicalBundle(source)).toEqual({
    text: [
      'var @1 = @["pack","part"](@2, ({x:@@1, y: [@@2]}) => @["pack","default"](@@1, @@2))',
      'var @2 = () => @1(@3)',
      'var @3 = 1',
      'globalThis.code = [@2, @4];',
      'var @4 = {one:@3, later:@1}',
    ].join('\n'),
    imports: ['pack'],
  });
});

describe('on real code', () => {
  const bundle = (file: string, name: string) =>
    bundleEntries(ROOT, [{ module: pathToFileURL(path.join(ROOT, file)).href, name }]);

  test.each([
    ['pipeline/report/html.ts', 'renderReport'],
    ['experiments/data/letters.ts', 'drawLetters'],
  ])('is the same for the names that esbuild gives, once more: %s', async (file, name) => {
    const { code } = await bundle(file, name);
    const options = { minifyIdentifiers: true, minifyWhitespace: true, format: 'esm' } as const;
    // The text in front decides which letters esbuild takes first.
    const again = await transform(`"${'zqxj'.repeat(5000)}";${code}`, options);
    expect(again.code.slice(20_000)).not.toContain(code.slice(0, 200));
    expect(canonicalBundle(again.code).text.split('\n').slice(1)).toEqual(
      canonicalBundle(code).text.split('\n'),
    );
  });

  test('still says all that the code does: written back as JavaScript, it draws the same letters', async () => {
    const { code } = await bundle('experiments/data/letters.ts', 'drawLetters');
    const { text, imports } = canonicalBundle(code);
    const packages: Record<string, Record<string, unknown>> = {};
    for (const name of imports) packages[name] = await import(name);
    const values = text.split('\n').filter((line) => line.startsWith('var '));
    const written = [...values, ...values, text] // again and again, since some of them hold others
      .join('\n')
      .replace(/@\["([\w-]+)","(\w+)"\]/g, "packages['$1']['$2']")
      .replace(/@@/g, 'own')
      .replace(/@/g, 'shared');
    const run = runInThisContext(`(packages, globalThis) => { ${written} }`);
    const results: { code?: [typeof drawLetters] } = {};
    run(packages, results);
    expect(results.code![0]('test', 20)).toEqual(drawLetters('test', 20));
  });
});
