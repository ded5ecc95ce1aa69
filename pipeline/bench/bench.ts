import { existsSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import picomatch from 'picomatch';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { locateDataSet } from '../data/locate.ts';
import { findEngine } from '../engine/identity.ts';
import { ENGINE_NAMES, type EngineName } from '../model/engine.ts';
import type { BuildContext } from '../stages/context.ts';
import { requireOutputFolder, writeOutputs } from '../stages/outputs.ts';
import { machine } from '../stages/run-log.ts';
import { measureBuild, measureFullBuild } from './build-times.ts';
import { measureCeiling } from './ceiling.ts';
import { compareEpochs, compareIterations } from './comparison.ts';
import type { Field } from './entrants.ts';
import { findPytorch } from './peers.ts';
import { measureScaling } from './scaling.ts';
import { type Bench, benchJsonSchema, bench as benchSchema, type PartName, readBench } from './schema.ts';
import type { Session } from './session.ts';
import { benchChart, summarise } from './summary.ts';

/** Parts that were not measured this time stay as they were, if the same machine measured them with the same things. */
export function keepOtherParts(now: Bench, before: Bench, selected: readonly PartName[]): Bench {
  const circumstances = ({ parts: _, missing: __, ...rest }: Bench) => rest;
  if (!isDeepStrictEqual(circumstances(before), circumstances(now))) return now;
  const isKept = (name: string) => !selected.some((part) => part === name);
  const kept = Object.entries(before.parts).filter(([name]) => isKept(name));
  const missing = before.missing.filter(({ part }) => part !== 'all' && isKept(part));
  return {
    ...now,
    missing: [...missing, ...now.missing],
    parts: { ...Object.fromEntries(kept), ...now.parts },
  };
}

const PARTS: { readonly [Name in PartName]: (session: Session) => Promise<Bench['parts'][Name]> } = {
  iterations: compareIterations,
  epochs: compareEpochs,
  ceiling: measureCeiling,
  scaling: measureScaling,
  build: measureBuild,
  fleet: async (session) => (await import('./fleet.ts')).measureFleet(session),
  'full-build': measureFullBuild,
};

/** It trains the whole catalogue. */
const ONLY_WHEN_ASKED: PartName = 'full-build';

/** Measures speed side by side and writes bench.json, its schema and a chart. */
export async function bench(context: BuildContext): Promise<ExitCode> {
  const { study, options, log } = context;
  const { benchmark } = study;
  if (!benchmark) {
    throw new UserError('missing benchmark: this study names nothing to time; see its index.ts');
  }
  const selected = selectParts(options.only);
  const file = path.resolve(options.out, 'bench.json');
  const before = existsSync(file) ? await readBench(file) : null;
  await requireOutputFolder(path.resolve(options.out));
  const missing: Bench['missing'] = [];
  const noteFor = (part: PartName | 'all') => (reason: string) => {
    missing.push({ part, reason });
    log(`missing   ${reason}`);
  };
  const { field, facts } = await lookAround(context, benchmark.dataset, noteFor('all'));
  const measured: Bench['parts'] = {};
  for (const name of selected) {
    const part = await PARTS[name]({ study, benchmark, field, scale: facts.scale, log, note: noteFor(name) });
    Object.assign(measured, { [name]: part });
  }
  const now = benchSchema.parse({ ...facts, missing, parts: measured });
  const result = before ? keepOtherParts(now, before, selected) : now;
  await writeOutputs(path.resolve(options.out), async ({ write }) => {
    await write('bench.json', `${JSON.stringify(result, null, 2)}\n`);
    await write('bench.schema.json', benchJsonSchema());
    const chart = benchChart(result);
    if (chart) {
      const { chartPainter } = await import('../charts/painter.ts');
      const { svg } = await (await chartPainter())(chart);
      await write('bench.svg', svg);
    }
  });
  for (const line of ['', ...summarise(result).split('\n'), '']) log(line);
  log(`bench     ${path.join(options.out, 'bench.json')} written`);
  return EXIT.ok;
}

function selectParts(patterns: readonly string[]): PartName[] {
  const names = Object.keys(PARTS) as PartName[];
  for (const pattern of patterns) {
    if (!names.some((name) => picomatch.isMatch(name, pattern))) {
      throw new UserError(`unknown part: ${pattern}; known are ${names.join(', ')}`);
    }
  }
  if (patterns.length === 0) return names.filter((name) => name !== ONLY_WHEN_ASKED);
  return names.filter((name) => picomatch.isMatch(name, [...patterns]));
}

/** Looks up what there is to measure with, and says what there is not. */
async function lookAround(
  { root, study, options, env, log }: BuildContext,
  dataset: string,
  note: Session['note'],
) {
  const { engines, versions } = findEngines(options.engine, note);
  const pytorch = await findPytorch(env.BENCH_PYTHON ? [env.BENCH_PYTHON] : undefined);
  if ('missing' in pytorch) note(`PyTorch: ${pytorch.missing}`);
  const data = await locateDataSet(study.dataSources[dataset]!, {
    preference: options.data,
    dataDir: options.dataDir,
    cacheDir: path.resolve(options.cacheDir),
    log: (line) => log(`data      ${line}`),
  });
  const { name, kind } = data.record;
  log(`data      ${name}: ${kind}${kind === 'embedded' ? ', repeated to the real sizes' : ''}`);
  const scale = options.quick ? ('quick' as const) : ('full' as const);
  const found = 'missing' in pytorch ? null : pytorch;
  const software = { ...versions, pytorch: found?.version ?? null };
  return {
    field: { root, trainersModule: study.trainersModule, engines, pytorch: found, data } satisfies Field,
    facts: { scale, machine: machine(), software, data: { name, kind } },
  };
}

function findEngines(request: 'auto' | EngineName, note: Session['note']) {
  const engines: EngineName[] = [];
  const versions: Record<string, string | null> = {};
  for (const name of request === 'auto' ? ENGINE_NAMES : [request]) {
    const found = findEngine(name);
    versions[name] = 'identity' in found ? found.identity.version : null;
    if ('identity' in found) engines.push(name);
    else note(`engine ${name}: ${found.missing}`);
  }
  if (engines.length === 0) throw new UserError(`missing engine: ${request}; run npm ci`, EXIT.missing);
  return { engines, versions };
}
