/** What must not be wrong unnoticed, in groups that each keep a score of their own. */
export interface Group {
  /** Globs of sources whose code is changed. */
  readonly mutate: readonly string[];
  /** Globs of the test files that ought to notice: no builds in child processes. */
  readonly tests: readonly string[];
  /** Kinds of changes that are not made. */
  readonly except?: readonly string[];
}

/** Sentences of claims: test/golden/claims.txt notices every change, so that counting them would flatter the score. */
const PROSE = ['StringLiteral'];

export const GROUPS: Readonly<Record<string, Group>> = {
  keys: {
    mutate: ['pipeline/cache/{key,explain,modules,source,store}.ts', 'pipeline/results/seal.ts'],
    tests: ['test/cache/*.test.ts', 'test/results/seal.test.ts'],
  },
  metrics: {
    mutate: [
      'experiments/part-a/{operations,penalties}.ts',
      'pipeline/training/curves.ts',
      'pipeline/engine/layers/{objective,running-metrics,shares}.ts',
      'pipeline/check/{metrics,statistics}.ts',
    ],
    tests: [
      'test/experiments/part-a/*.test.ts',
      'test/training/curves.test.ts',
      'test/engine/layers/{objective,running-metrics}.test.ts',
      'test/check/{metrics,statistics}.test.ts',
    ],
  },
  bands: {
    mutate: ['pipeline/check/{band-file,bands,comparability,derive-bands,expectations}.ts'],
    tests: ['test/check/*.test.ts'],
  },
  findings: {
    mutate: [
      'experiments/claims/{claim,figures,finding,overfitting,phases,values}.ts',
      'pipeline/claims/assess.ts',
    ],
    tests: ['test/experiments/claims/*.test.ts', 'test/claims/assess.test.ts'],
    except: PROSE,
  },
  claims: {
    mutate: ['experiments/claims/{question,part}-*.ts', 'pipeline/claims/controls.ts'],
    tests: ['test/experiments/claims/{claims,evidence}.test.ts'],
    except: PROSE,
  },
  marks: {
    mutate: ['pipeline/grade/{score,rubric}.ts'],
    tests: ['test/grade/{score,rubric}.test.ts'],
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
    mutate: [
      'pipeline/grade/{grade,grade-submission,submission}.ts',
      'pipeline/grade/examine/*.ts',
      'pipeline/results/changes.ts',
    ],
    tests: ['test/grade/{examine,origin,submission,rubric,formats}.test.ts'],
  },
  formats: {
    mutate: ['pipeline/grade/formats/*.ts'],
    tests: ['test/grade/formats.test.ts'],
  },
};
