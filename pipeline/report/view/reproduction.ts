import { fileURLToPath } from 'node:url';
import { fromProject } from '../../base/project.ts';
import type { Results } from '../../model/results.ts';
import * as formats from '../../numbers/formats.ts';
import type { Study } from '../../study.ts';

/** How to make this very file again: the options that led to these results. */

/** One number of seeds for all experiments, or null where they differ. */
function commonSeeds({ experiments }: Results): number | null {
  const numbers = new Set(Object.values(experiments).map(({ seeds }) => seeds.length));
  return numbers.size === 1 ? [...numbers][0]! : null;
}

function dataOption({ datasets }: Results): string[] {
  const kinds = [...new Set(datasets.map(({ kind }) => kind))];
  return kinds.length === 1 ? [`--data ${kinds[0]}`] : [];
}

/** The study that the command line builds when it is told none. */
const DEFAULT_STUDY = 'experiments';

function studyOption({ folder }: Study): string[] {
  const from = fromProject(fileURLToPath(folder));
  return from === DEFAULT_STUDY ? [] : [`--study ${formats.quoted(from)}`];
}

export function reproductionView(results: Results, study: Study) {
  const seeds = commonSeeds(results);
  const options = [
    ...studyOption(study),
    ...dataOption(results),
    `--engine ${results.engine.name}`,
    ...(results.scale === 'quick' ? ['--quick'] : []),
    ...(seeds !== null && seeds > 1 ? [`--seeds ${formats.integer(seeds)}`] : []),
  ];
  return {
    options: options.join(' '),
    needsData: results.datasets.some(({ kind }) => kind === 'real'),
    seedsDiffer: seeds === null,
    isPart: Object.keys(results.experiments).length < study.experiments.length,
  };
}
