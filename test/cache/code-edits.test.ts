import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type CodeDigest, openCode } from '../../pipeline/cache/code.ts';
import {
  type EditedProject,
  edit,
  editAll,
  entriesOf,
  fileWith,
  move,
  readProject,
  renameEverywhere,
  specifierFrom,
  takeOut,
  writeProject,
} from './edited-project.ts';

/** What trains network A on ONNX Runtime, in a copy of the project that each case edits in its own way. */

const ENTRIES = [
  ['trainFullBatch', /export async function trainFullBatch\b/],
  ['model', /export const model\b[\s\S]*listing: network-a\b/],
  ['objective', /export const objective\b/],
  ['openOnnxruntime', /export function openOnnxruntime\b/],
] as const;

const PACKAGES = {
  '@tensorflow/tfjs-backend-cpu': '1.0.0',
  '@tensorflow/tfjs-core': '1.0.1',
  '@tensorflow/tfjs-layers': '1.0.2',
  'd3-random': '1.0.3',
  'onnxruntime-node': '1.0.4',
  pbf: '1.0.5',
  seedrandom: '1.0.6',
};

type Change = (project: EditedProject) => void;

let original: ReadonlyMap<string, string>;
/** The files that the code comes from. */
let used: readonly string[];
let before: CodeDigest;
beforeAll(async () => {
  original = await readProject();
  [before, used] = await digestAfter(() => {});
});

function copy(): EditedProject {
  const files = new Map(original);
  const entries = ENTRIES.map(([name, pattern]) => ({ file: fileWith({ files }, pattern), name }));
  return { files, packages: new Map(Object.entries({ ...PACKAGES, zod: '4.0.0' })), entries };
}

async function digestAfter(change: Change): Promise<[CodeDigest, readonly string[]]> {
  const project = copy();
  change(project);
  const root = await mkdtemp(path.join(tmpdir(), 'edited-'));
  await writeProject(project, root);
  const code = openCode(root);
  const entries = entriesOf(project, root);
  const found = [await code.digest(entries), Object.keys(await code.files(entries))] as const;
  await rm(root, { recursive: true });
  return [...found];
}

/** Makes sure that a change is one of files that the code comes from. */
function touching(change: Change): Change {
  return (project) => {
    change(project);
    const touched = used.filter((file) => project.files.get(file) !== original.get(file));
    expect(touched).not.toEqual([]);
  };
}

test('these entries come from many files and packages', () => {
  expect(used.length).toBeGreaterThan(20);
  expect(before).toEqual({ code: expect.stringMatching(/^[0-9a-f]{64}$/), packages: PACKAGES });
});

const IMPORT = /^import [^;]*;\n/gm;

describe('leaves the key alone', () => {
  test.each<[string, Change]>([
    [
      'comments come and go',
      (p) => editAll(p, (text) => `// zigzag\n${text.replace(/^ *\/\/.*$/gm, '/*! @license of a quiz */')}`),
    ],
    [
      'types come and go',
      (p) => {
        editAll(p, (text) => `${text}\ninterface Quizzical { readonly zigzag: 'jazz'; quiz: Quizzical }\n`);
        edit(p, /(function countSamples\(slices)[^)]*\): number/, '$1: any)');
      },
    ],
    ['white space', (p) => editAll(p, (text) => text.replace(/^ +/gm, '\t').replaceAll(' => ', '=>\n'))],
    [
      'a number is spelled another way',
      (p) => edit(p, /\bSLICE_SAMPLES = 4_?000\b/, 'SLICE_SAMPLES = 0xfa0'),
    ],
    ['a folder moves', (p) => move(p, (file) => file.replace(/^pipeline\/training\//, 'experiments/a/b/'))],
    [
      'all files move to one folder',
      (p) => move(p, (file) => file.replace(/.*\.ts$/, (name) => `all/${name.replaceAll('/', '-')}`)),
    ],
    ['all files are renamed', (p) => move(p, (file) => file.replace(/([\w-]+)\.ts$/, 'z$1-1.ts'))],
    [
      'imports stand in another order',
      (p) => editAll(p, (text) => (text.match(IMPORT) ?? []).reverse().join('') + text.replace(IMPORT, '')),
    ],
    [
      'imports are split and have other names',
      (p) => {
        edit(
          p,
          /import \{ add, matMul \} from (.*;\n)([\s\S]*listing: network-a\b)/,
          'import { add as a } from $1import { matMul } from $1$2',
        );
        edit(p, /(listing: network-a\b[\s\S]*relu\()add\(([\s\S]*)softmax\(add\(/, '$1a($2softmax(a(');
      },
    ],
    [
      'the entries are renamed',
      (p) => {
        for (const name of ['trainFullBatch', 'openOnnxruntime']) renameEverywhere(p, name, `quiz_${name}`);
      },
    ],
    [
      'other exports are renamed',
      (p) => {
        for (const name of [
          'lowLevelSteps',
          'weightPenalty',
          'startBackend',
          'SLICE_SAMPLES',
          'GraphBuilder',
        ])
          renameEverywhere(p, name, `quiz_${name}`);
      },
    ],
    ['a class is renamed', (p) => renameEverywhere(p, 'OnnxruntimeEngine', 'Quizzical')],
    [
      'local variables are renamed',
      (p) => {
        renameEverywhere(p, 'trainMetrics', 'quizzical');
        renameEverywhere(p, 'byShape', 'q');
      },
    ],
    [
      'a parameter is renamed',
      (p) =>
        edit(
          p,
          /(function penalised\(\{ accuracy)(, loss \}[\s\S]*?\{ accuracy)(, loss: total \})/,
          '$1: zig$2: zig$3',
        ),
    ],
    [
      'private members are renamed',
      (p) => editAll(p, (text) => text.replaceAll('#programs', '#quiz').replaceAll('#last', '#programs')),
    ],
    [
      'a function moves to a file of its own',
      (p) => p.files.set('pipeline/new.ts', takeOut(p, 'function countSamples', 'pipeline/new.ts')),
    ],
    [
      'a function moves to another file',
      (p) => {
        const to = fileWith(p, /export function randomStream\b/);
        p.files.set(to, takeOut(p, 'function emptyCurve', to) + p.files.get(to));
      },
    ],
    [
      'a constant moves to another file',
      (p) => {
        const to = fileWith(p, /export function randomStream\b/);
        p.files.set(to, takeOut(p, 'const SLICE_SAMPLES = 4000', to) + p.files.get(to));
      },
    ],
    [
      'a class moves to another file',
      (p) => {
        const to = fileWith(p, /export function disposeResults\b/);
        p.files.set(to, p.files.get(to) + takeOut(p, 'class UserError', to));
        edit(
          p,
          /^(import .*;\n)([\s\S]*class UserError)/,
          `import { EXIT, type ExitCode } from '${specifierFrom(to, fileWith(p, /export const EXIT\b/))}';\n$1$2`,
        );
      },
    ],
    [
      'declarations of a file stand in another order',
      (p) =>
        edit(
          p,
          /(function countSamples[\s\S]*?\n}\n)([\s\S]*?)(function uploadSlices[\s\S]*?\n}\n)/,
          '$3$2$1',
        ),
    ],
    [
      'an export comes that nothing here uses',
      (p) =>
        editAll(
          p,
          (text) => `${text}\nexport const quiz = () => [1, 2];\nexport class Quiz { static answer = 42; }\n`,
        ),
    ],
    [
      'a file in between hands on what others export',
      (p) => {
        const file = fileWith(p, /export function randomStream\b/);
        p.files.set('pipeline/barrel.ts', `export * from '${specifierFrom('pipeline/barrel.ts', file)}';\n`);
        const user = fileWith(p, /export async function trainFullBatch\b/);
        const text = p.files.get(user)!;
        p.files.set(user, text.replace(specifierFrom(user, file), specifierFrom(user, 'pipeline/barrel.ts')));
      },
    ],
  ])('%s', async (_, change) => {
    expect((await digestAfter(touching(change)))[0]).toEqual(before);
  });
});

describe('changes the key', () => {
  test.each<[string, Change]>([
    ['a constant', (p) => edit(p, /\bSLICE_SAMPLES = 4_?000\b/, 'SLICE_SAMPLES = 4_001')],
    ['a computed constant', (p) => edit(p, /(LEAST_PROBABILITY = 2 \*\* -12)6/, '$15')],
    ['a constant that is computed when it is loaded', (p) => edit(p, /(SCALED = .* byte \/ 25)5/, '$16')],
    ['an operator', (p) => edit(p, /(const total = loss) \+ penalty/, '$1 - penalty')],
    ['a text', (p) => edit(p, /`init(?=\/\$\{name\}`)/, '`initial')],
    ['a default parameter', (p) => edit(p, /(hiddenUnits: \[n = )0(\][\s\S]*listing: network-a\b)/, '$11$2')],
    [
      'a default option',
      (p) => edit(p, /(keepDims|attributes: Attributes) = (false|\{\})/, '$1 = { axis: 1 }'),
    ],
    [
      'the order of arguments',
      (p) => edit(p, /correctAnswers\(predictions, Y!\)\]/, 'correctAnswers(Y!, predictions)]'),
    ],
    ['another function that is used', (p) => edit(p, /loss: crossEntropy/, 'loss: correctAnswers')],
    ['another function of a package', (p) => edit(p, /return maximum\(0, x\)/, 'return minimum(0, x)')],
    ['a statement that is gone', (p) => edit(p, / *await onProgress\(done\);\n/, '')],
    [
      'two statements that change places',
      (p) => edit(p, /( *record\(history\.train, penalised.*\n)( *record\(history\.test.*\n)/, '$2$1'),
    ],
    [
      'the name of a property',
      (p) => edit(p, /return \{ accuracy, loss: total \}/, 'return { accuracy, total }'),
    ],
    [
      'the order of properties',
      (p) => edit(p, /return \{ accuracy: \[\], loss: \[\] \}/, 'return { loss: [], accuracy: [] }'),
    ],
    [
      'a statement that does something when it is loaded',
      (p) => edit(p, /export function emptyCurve/, 'Object.freeze(Math);\n$&'),
    ],
    [
      'the order of two such statements',
      (p) => {
        const [first, second] = [/const SCALED = Float32Array\.from/, /const OPERATORS\b/].map((has) =>
          fileWith(p, has),
        );
        p.files.set(first!, `import '${specifierFrom(first!, second!)}';\n${p.files.get(first!)}`);
      },
    ],
    [
      'a package that is no longer loaded',
      (p) => edit(p, /^import '@tensorflow\/tfjs-layers';.*\n(?=[\s\S]*function startBackend)/, ''),
    ],
  ])('%s', async (_, change) => {
    expect((await digestAfter(touching(change)))[0].code).not.toBe(before.code);
  });

  test.each<[string, Change]>([
    ['a package of another version', ({ packages }) => packages.set('seedrandom', '1.0.7')],
    ['a package that is no longer installed', ({ packages }) => packages.delete('d3-random')],
  ])('%s', async (_, change) => {
    const [digest] = await digestAfter(change);
    expect(digest).not.toEqual(before);
    expect(digest.code).toBe(before.code);
  });
});

test.each<[string, Change]>([
  ['all entries count', (project) => void project.entries.shift()],
  ['the order of the entries counts', (project) => void project.entries.reverse()],
])('%s', async (_, change) => {
  expect((await digestAfter(change))[0].code).not.toBe(before.code);
});

test('a package that the code does not import leaves the key alone', async () => {
  expect((await digestAfter(({ packages }) => packages.set('zod', '5.0.0')))[0]).toEqual(before);
});
