import type { ExitCode } from '../base/errors.ts';
import type { BuildContext } from '../stages/context.ts';
import { type Command, count, flag, option } from './declare.ts';
import { FROM, SEEDS, SELECTION, WORKERS } from './groups.ts';

export const preview: Command = {
  name: 'preview',
  summary: 'shows the report in a browser and renders it anew on every edit; writes no report',
  details: `Serves to this machine alone. An edit of an experiment says what would be trained and waits for the key t, or for the
button in the page. The PDF is made when it is asked for. Ctrl-C or q ends it, and all that it started.`,
  options: [
    ...SELECTION,
    SEEDS,
    WORKERS,
    FROM,
    flag('train', 'train without asking'),
    flag('open', 'open a browser'),
    option({
      key: 'port',
      value: '<n>',
      description: 'the port (default: a free one)',
      schema: count(1, 65_535),
    }),
  ],
  examples: ['', '--quick --open', '--from report/reference', '--train'],
  run,
};

async function run(context: BuildContext): Promise<ExitCode> {
  const { servePreview } = await import('../preview/preview.ts'); // brings Vite
  return servePreview(context);
}
