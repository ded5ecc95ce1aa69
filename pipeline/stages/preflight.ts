import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { UserError } from '../base/errors.ts';
import { fromProject } from '../base/project.ts';
import { hintAt } from '../base/text.ts';
import { digestOf } from '../cache/key.ts';
import { readSources } from '../cache/source.ts';
import type { Experiment } from '../model/experiment.ts';
import type { Results } from '../model/results.ts';
import { sealResults } from '../results/file.ts';
import { lookup, NOTHING_MEASURED } from '../results/lookup.ts';
import type { Study } from '../study.ts';
import { type BuildContext, studyModule } from './context.ts';
import { judge, type Yardsticks } from './judge.ts';
import { makeOnce, RENDERER, readTemplates } from './publish.ts';

/** What can be found out before hours of training is found out before. Mistakes are UserErrors with file and line. */

/** Throws for an experiment that could not be trained, and for two experiments or two claims of one name. */
export function requireCatalogue(study: Study): void {
  const ids = study.experiments.map(({ id }) => id);
  for (const [index, experiment] of study.experiments.entries()) {
    const { id } = experiment;
    const complaint = ids.indexOf(id) < index ? 'there are two of this name' : complaintOf(experiment, study);
    if (complaint !== null)
      throw new UserError(`invalid experiment: ${id}: ${complaint}${placeOf(id, study)}`);
  }
  const claims = study.claims.map(({ id }) => id);
  const twice = claims.find((id, index) => claims.indexOf(id) < index);
  if (twice !== undefined)
    throw new UserError(`invalid claim: ${twice}: there are two of this name${placeOf(twice, study)}`);
}

function complaintOf({ dataset, config }: Experiment, { dataSources, trainers }: Study): string | null {
  if (!(dataset in dataSources)) return unknown('data set', dataset, Object.keys(dataSources));
  const trainer = trainers[config.family];
  if (!trainer) return unknown('family', config.family, Object.keys(trainers));
  const { error } = trainer.schema.safeParse(config);
  if (error) return `${error.issues[0]!.path.join('.') || 'config'}: ${error.issues[0]!.message}`;
  return trainer.unsupported(config);
}

/** Throws for a claim, a figure, a table or a printed value that names an experiment that there is not. */
export function requireKnownExperiments(study: Study): void {
  const known = study.experiments.map(({ id }) => id);
  const require = (what: string, ids: readonly string[]) => {
    const wrong = ids.find((id) => !known.includes(id));
    if (wrong === undefined) return;
    throw new UserError(`invalid ${what}: ${unknown('experiment', wrong, known)}${placeOf(wrong, study)}`);
  };
  for (const { id, experiments } of study.claims) require(`claim: ${id}`, experiments);
  const { figures, tables } = planOfNothing(study);
  for (const { id, needs } of figures) require(`figure: ${id}`, needs);
  for (const { id, models } of tables) {
    const ids = models.map(({ experiment }) => experiment);
    require(`table: ${id}`, ids);
  }
  require('published value', Object.keys(study.published));
}

/**
 * Finds what would stop the report before hours of training are spent on it: names that claims, figures and templates
 * give, and, where there is a reference, whatever rendering it as today's report finds. Throws a UserError.
 */
export async function rehearse(context: BuildContext, yardsticks: Yardsticks): Promise<void> {
  const { root, study, options, store } = context;
  requireKnownExperiments(study);
  const { requireTemplates } = await import('../report/html.ts');
  requireTemplates(study, planOfNothing(study).figures);
  if (options.quick || yardsticks.reference === null) return; // seconds of training are cheaper than a rehearsal
  const sources = await readSources(root, [...RENDERER, studyModule(study, root)], store);
  const source = digestOf(await sources.digest([...RENDERER, studyModule(study, root)]));
  const inputs = { reference: digestOf(yardsticks.reference), source, ...(await readTemplates(root, study)) };
  await makeOnce(context, `rehearsed:${digestOf(inputs)}`, async () => {
    context.log('rehearsing the report on the reference');
    await renderJudged(judge(yardsticks.reference!, yardsticks), study);
    return Buffer.from('well');
  });
}

/** Throws a UserError that says how to train all the same: a reference may be older than what the report is to say. */
async function renderJudged(results: Results, study: Study): Promise<void> {
  const { renderReport } = await import('../report/html.ts');
  try {
    await renderReport(results, { study });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}; to train all the same: npm run experiments`, error.exitCode);
  }
}

/** What the study would report of no results at all. */
const planOfNothing = (study: Study) =>
  study.report(
    lookup(sealResults({ ...NOTHING_MEASURED, checks: [], bands: [], claims: [] }), study.published),
  );

const unknown = (thing: string, word: string, known: readonly string[]) =>
  `unknown ${thing} ${word}; ${hintAt(word, known)}`;

/** '; see experiments/claims/a.ts:12': the first line of the study that has the name in quotes, whole or without its beginning. */
function placeOf(name: string, { folder }: Pick<Study, 'folder'>): string {
  const root = fileURLToPath(folder);
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort();
  for (const wanted of [name, name.replace(/^[^-]*-/, '')]) {
    for (const file of files) {
      const lines = readFileSync(path.join(root, file), 'utf8').split(/\r?\n/);
      const line = lines.findIndex((text) =>
        ["'", '"', '`'].some((quote) => text.includes(quote + wanted + quote)),
      );
      if (line >= 0) return `; see ${fromProject(path.join(root, file))}:${line + 1}`;
    }
  }
  return '';
}
