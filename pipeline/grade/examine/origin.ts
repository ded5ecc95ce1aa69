import type { DataSetRecord } from '../../model/data-set.ts';
import type { Results } from '../../model/results.ts';
import { unknownData } from '../../results/form.ts';
import type { Study } from '../../study.ts';
import type { Problem } from '../grade.ts';
import type { Rubric } from '../rubric.ts';

/** Data and scale that the rubric's points are not for, and data that are not what their name says. */
export function findOtherOrigin(
  { scale, datasets, experiments }: Results,
  rubric: Pick<Rubric, 'datasets' | 'scale'>,
  { experiments: catalogue, dataSources }: Pick<Study, 'experiments' | 'dataSources'>,
): Problem[] {
  const subjects = new Map(catalogue.map(({ id, dataset }) => [id, dataset]));
  const strays = Object.entries(experiments).filter(([id, { dataset }]) => {
    const found = datasets.find(({ name }) => name === dataset);
    return subjects.has(id) && found?.subject !== subjects.get(id);
  });
  return [
    ...(scale === rubric.scale ? [] : [otherScale(scale, rubric.scale)]),
    ...datasets.flatMap((record) => otherData(record, rubric.datasets, { dataSources })),
    ...strays.map(([id, { dataset }]) => problem(`${id} was run on ${dataset}, which is not its subject`)),
  ];
}

function otherScale(found: Results['scale'], asked: Results['scale']): Problem {
  const advice = asked === 'full' ? 'run without --quick' : 'run with --quick';
  return { kind: 'other-scale', message: `these are ${found} runs, the points are for ${asked}; ${advice}` };
}

function otherData(
  record: DataSetRecord,
  asked: readonly string[],
  study: Pick<Study, 'dataSources'>,
): Problem[] {
  const { name } = record;
  const unknown = unknownData(record, study);
  if (unknown.length > 0 || asked.includes(name)) return unknown.map(problem);
  return [problem(`these results come from ${name}, the points are for ${asked.join(' and ')}`)];
}

function problem(what: string): Problem {
  return { kind: 'other-data', message: `${what}; run on the data that the rubric names` };
}
