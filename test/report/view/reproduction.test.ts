import { describe, expect, it } from 'vitest';
import study from '../../../experiments/index.ts';
import type { Results } from '../../../pipeline/model/results.ts';
import { reproductionView } from '../../../pipeline/report/view/reproduction.ts';
import { partialResults, plausibleResults } from '../fixture.ts';

const reproduction = (results: Results) => reproductionView(results, study);

describe('the command that makes the file again', () => {
  it('names data, engine and seeds as the results have them', () => {
    const results = plausibleResults({ seeds: 5 });
    expect(reproduction(results)).toEqual({
      options: `--data real --engine ${results.engine.name} --seeds 5`,
      needsData: true,
      seedsDiffer: false,
      isPart: false,
    });
  });

  it('says quick scale, and leaves out what is the default', () => {
    const results = { ...plausibleResults({ kind: 'embedded', seeds: 1 }), scale: 'quick' as const };
    expect(reproduction(results).options).toBe(`--data embedded --engine ${results.engine.name} --quick`);
    expect(reproduction(results).needsData).toBe(false);
  });

  it('says when only a part was run, and when the seeds differ', () => {
    expect(reproduction(partialResults(['a-softmax'])).isPart).toBe(true);
    const results = plausibleResults();
    const softmax = { ...results.experiments['a-softmax']!, seeds: [1] };
    const mixed = { ...results, experiments: { ...results.experiments, 'a-softmax': softmax } };
    expect(reproduction(mixed)).toMatchObject({ seedsDiffer: true, isPart: false });
    expect(reproduction(mixed).options).not.toContain('--seeds');
  });
});
