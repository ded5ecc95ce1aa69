import path from 'node:path';
import { EXIT, type ExitCode } from '../errors.ts';
import type { BuildContext } from './context.ts';
import { measure } from './measure.ts';
import { openOutputs } from './outputs.ts';

/** Plans, trains, checks, renders and exports. */
export async function report(context: BuildContext): Promise<ExitCode> {
  const { options, log, runLog } = context;
  const outputs = await openOutputs(path.resolve(options.out));
  const measurements = await measure(context);
  const { judge, reportJudgement } = await import('./judge.ts');
  const { publish } = await import('./publish.ts');
  const results = await judge(context, measurements);
  const unmet = reportJudgement(context, results);
  const exported = await publish(context, outputs, results);
  await outputs.write('run.json', runLog.format());
  if (!exported) {
    log(
      'missing   report.pdf: no browser could be started; set PUPPETEER_EXECUTABLE_PATH to a Chrome or Chromium',
    );
    return EXIT.missing;
  }
  return unmet.length > 0 ? EXIT.expectation : EXIT.ok;
}

/** Plans and trains only. */
export async function experiments(context: BuildContext): Promise<ExitCode> {
  await measure(context);
  return EXIT.ok;
}
