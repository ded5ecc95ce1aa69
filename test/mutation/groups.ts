/** What must not be wrong unnoticed, in groups that each keep a score of their own. */
export interface Group {
  /** Globs of sources whose code is changed. */
  readonly mutate: readonly string[];
  /** Globs of the test files that ought to notice: no builds in child processes. */
  readonly tests: readonly string[];
  /** Kinds of changes that are not made. */
  readonly except?: readonly string[];
}

/** What claims are said to be: no test holds them to a wording. */
const PROSE = ['StringLiteral'];

export const GROUPS: Readonly<Record<string, Group>> = {
  keys: {
    mutate: ['pipeline/cache/{key,explain,modules,source,store}.ts', 'pipeline/results/file.ts'],
    tests: ['test/cache/*.test.ts', 'test/results/seal.test.ts'],
  },
  metrics: {
    mutate: [
      'experiments/part-a/{operations,penalties}.ts',
      'pipeline/training/curves.ts',
      'pipeline/training/mini-batch/{objective,running-metrics}.ts',
      'pipeline/base/statistics.ts',
    ],
    tests: [
      'test/experiments/part-a/{operations,penalties}.test.ts',
      'test/training/curves.test.ts',
      'test/training/mini-batch/{objective,running-metrics}.test.ts',
      'test/base/statistics.test.ts',
    ],
  },
  bands: {
    mutate: ['pipeline/bands/*.ts'],
    tests: ['test/bands/*.test.ts'],
  },
  findings: {
    mutate: ['pipeline/claims/*.ts', 'pipeline/base/{distributions,statistics}.ts'],
    tests: ['test/claims/*.test.ts', 'test/base/{distributions,statistics}.test.ts'],
    except: PROSE,
  },
  claims: {
    mutate: ['experiments/part-*/claims/*.ts', 'experiments/part-c/ablations.ts'],
    tests: [
      'test/experiments/{claims,controls,findings}.test.ts',
      'test/experiments/part-*/{knees,overfitting,ablations}.test.ts',
    ],
    except: PROSE,
  },
  marks: {
    mutate: ['pipeline/grade/{items,rubric}.ts'],
    tests: ['test/grade/{items,score,rubric}.test.ts'],
  },
  merging: {
    mutate: ['pipeline/results/{assemble,join,merge}.ts'],
    tests: ['test/results/{assemble,join,merge}.test.ts'],
  },
  recomputing: {
    mutate: ['pipeline/grade/recompute.ts'],
    tests: ['test/grade/recompute.test.ts'],
  },
  examining: {
    mutate: ['pipeline/grade/{grade,grade-submission,submission,examine}.ts', 'pipeline/results/changes.ts'],
    tests: ['test/grade/{examine,origin,submission,rubric,formats}.test.ts'],
  },
  formats: {
    mutate: ['pipeline/grade/formats.ts'],
    tests: ['test/grade/formats.test.ts'],
  },
  nights: {
    mutate: ['pipeline/compare/drift.ts'],
    tests: ['test/compare/drift.test.ts'],
  },
  strangers: {
    mutate: [
      'pipeline/base/json.ts',
      'pipeline/data/files.ts',
      'pipeline/engine/addon.ts',
      'pipeline/report/licences.ts',
    ],
    tests: [
      'test/base/json.test.ts',
      'test/data/files.test.ts',
      'test/engine/addon.test.ts',
      'test/report/licences.test.ts',
    ],
  },
};
