import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { EXIT, type ExitCode, UserError } from '../base/errors.ts';
import { readResults } from '../results/file.ts';
import type { BuildContext } from '../stages/context.ts';
import type { Command } from './declare.ts';
import { OUT, STUDY } from './groups.ts';

export const check: Command = {
  name: 'check',
  summary: 'checks an existing results.json against bands and claims, one vitest test for each',
  options: [STUDY, OUT],
  examples: ['', '--out report/reference'],
  run,
};

async function run({ root, options, env }: BuildContext): Promise<ExitCode> {
  const results = path.resolve(options.out, 'results.json');
  await readResults(results);
  const vitest = path.join(path.dirname(findVitest()), 'vitest.mjs');
  const child = spawn(process.execPath, [vitest, 'run', 'test/bands/results.test.ts', '--reporter=verbose'], {
    cwd: root,
    env: { ...env, REPORT_RESULTS: results },
    stdio: 'inherit',
  });
  const code = await new Promise<number | null>((resolve, reject) =>
    child.on('error', reject).on('exit', resolve),
  );
  return code === 0 ? EXIT.ok : EXIT.expectation;
}

function findVitest(): string {
  try {
    return createRequire(import.meta.url).resolve('vitest/package.json');
  } catch {
    throw new UserError('missing package: vitest; install all packages with npm ci', EXIT.missing);
  }
}
