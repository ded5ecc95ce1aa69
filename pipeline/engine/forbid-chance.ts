import nodeCrypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

/** Functions that answer differently from run to run, by the objects that they are read from. */
const RANDOM_NUMBERS: Owners = {
  Math: [Math, ['random']],
  crypto: [crypto, ['getRandomValues', 'randomUUID']],
  'node:crypto': [nodeCrypto, ['randomBytes', 'randomFill', 'randomFillSync', 'randomInt', 'randomUUID']],
};
const CLOCKS: Owners = {
  Date: [Date, ['now']],
  globalThis: [globalThis, ['Date']],
  performance: [performance, ['now']],
  'process.hrtime': [process.hrtime, ['bigint']],
  process: [process, ['hrtime']],
};

type Owners = Readonly<Record<string, readonly [owner: object, names: readonly string[]]>>;
type Called = (what: string) => never;

/**
 * Runs `work` while random numbers and clocks throw: TensorFlow.js falls back on Math.random in many places (dropout,
 * shuffling, initialisers without a seed), and one such draw would make a result unrepeatable. A call fails the work
 * even where somebody catches it. Throws when used inside itself, since the inner end would lift the outer ban.
 */
export async function forbidChance<T>(work: () => Promise<T>): Promise<T> {
  if (isBanned(Math, 'random')) throw new Error('invalid use of forbidChance: inside itself; end one first');
  const calls: Error[] = [];
  const called =
    (advice: string): Called =>
    (what) => {
      calls.push(new Error(`${what} was called during an experiment; ${advice}`));
      throw calls.at(-1);
    };
  const bans = [
    ...bansOf(RANDOM_NUMBERS, called('draw from its random stream instead')),
    ...bansOf(CLOCKS, called('no result may depend on the time')),
  ];
  try {
    for (const ban of bans) ban.impose();
    syncBuiltinESMExports(); // for `import { randomBytes } from 'node:crypto'`
    const result = await work();
    if (calls[0]) throw calls[0];
    return result;
  } finally {
    for (const ban of bans) ban.lift();
    syncBuiltinESMExports();
  }
}

function bansOf(owners: Owners, called: Called): Ban[] {
  return Object.entries(owners).flatMap(([title, [owner, names]]) =>
    names.map((name) => banOf(owner, name, () => called(`${title}.${name}`))),
  );
}

interface Ban {
  impose(): void;
  lift(): void;
}

/** Read-only while it lasts, so that no library puts a generator of its own in its place. */
function banOf(owner: object, name: string, called: () => never): Ban {
  const before = Object.getOwnPropertyDescriptor(owner, name);
  const value = new Proxy(Reflect.get(owner, name), { apply: called, construct: called });
  return {
    impose: () =>
      void Object.defineProperty(owner, name, {
        value,
        writable: false,
        configurable: true,
        enumerable: true,
      }),
    lift: () =>
      void (before ? Object.defineProperty(owner, name, before) : Reflect.deleteProperty(owner, name)),
  };
}

function isBanned(owner: object, name: string): boolean {
  return Object.getOwnPropertyDescriptor(owner, name)?.writable === false;
}
