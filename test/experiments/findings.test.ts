import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import study from '../../experiments/index.ts';
import { assessClaims } from '../../pipeline/claims/assess.ts';
import type { ClaimRecord } from '../../pipeline/model/finding.ts';
import type { Measurements } from '../../pipeline/model/results.ts';
import { readResults } from '../../pipeline/results/file.ts';
import { ROOT } from '../cli.ts';
import { plausibleMeasurements } from '../fixtures/measurements.ts';

const REFERENCE = path.join(ROOT, 'report/reference/results.json');
const hasPython = spawnSync('python3', ['--version']).status === 0;

type Recomputed = Pick<ClaimRecord['findings'][number], 'estimate' | 'holds' | 'seedsToSettle'>;

/** What a program in another language finds in the same results. */
function recompute(file: string): Record<string, Record<string, Recomputed>> {
  const { status, stdout, stderr } = spawnSync(
    'python3',
    [path.join(import.meta.dirname, 'findings.py'), file],
    {
      encoding: 'utf8',
      maxBuffer: 1e8,
    },
  );
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

/** Compares what is known in the other language; returns how many findings that are. */
function expectSame(claims: readonly ClaimRecord[], recomputed: ReturnType<typeof recompute>): number {
  let compared = 0;
  for (const { id, findings } of claims.filter(({ id }) => id in recomputed)) {
    for (const finding of findings) {
      const name = `${id} ${finding.id}`;
      const { estimate, holds, seedsToSettle } = recomputed[id]![finding.id]!;
      expect([holds, seedsToSettle], name).toEqual([finding.holds, finding.seedsToSettle]);
      expect(estimate === null, name).toBe(finding.estimate === null);
      for (const part of ['mean', 'low', 'high', 'count'] as const) {
        const [ours, theirs] = [finding.estimate?.[part] ?? null, estimate?.[part] ?? null];
        expect(theirs === null, name).toBe(ours === null);
        expect(Math.abs((theirs ?? 0) - (ours ?? 0)), `${name}, ${part}`).toBeLessThan(1e-9);
      }
      compared++;
    }
  }
  return compared;
}

async function recomputeClaims(measurements: Measurements, claims: readonly ClaimRecord[]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'findings-'));
  try {
    const file = path.join(folder, 'results.json');
    await writeFile(file, JSON.stringify({ ...measurements, claims }));
    return recompute(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Of the claims that the study had when this was written; a new one need not be written down twice. */
const FINDINGS = 145;

describe.runIf(hasPython)('every finding comes out the same in another language', () => {
  it.each([1, 4])('on made-up measurements of %i seeds', async (seeds) => {
    const measurements = plausibleMeasurements({ seeds });
    const claims = assessClaims(measurements, study.claims);
    const compared = expectSame(claims, await recomputeClaims(measurements, claims));
    expect(compared).toBeGreaterThanOrEqual(FINDINGS);
  });

  it.runIf(existsSync(REFERENCE))('on the reference results', async () => {
    const measurements = await readResults(REFERENCE);
    const claims = assessClaims(measurements, study.claims);
    expect(expectSame(claims, await recomputeClaims(measurements, claims))).toBeGreaterThan(50);
  });

  it('and would not on other measurements', async () => {
    const measurements = plausibleMeasurements({ seeds: 2 });
    const claims = assessClaims(measurements, study.claims);
    const [first] = claims[0]!.findings;
    const moved = { ...first!, estimate: { ...first!.estimate!, mean: first!.estimate!.mean + 1e-8 } };
    const other = await recomputeClaims(measurements, claims);
    expect(() => expectSame([{ ...claims[0]!, findings: [moved] }], other)).toThrow('A1 level, mean');
  });
});
