import type { Options } from './options.ts';

const SELECTION = `  --only <id or glob>    only these experiments (repeatable)
  --quick                tenth of the iterations on 1,000 images: shows that all works, the numbers mean nothing
  --engine <name>        auto (default), tensorflow, onnxruntime or wasm
  --data <kind>          auto (default: real if it can be had, else embedded), real or embedded
  --seeds <n>            replicates of every experiment, seeds 1 to n (default 1); <first>-<last> with experiments
  --workers <n>          processes at once (default: one a core)
  --no-cache             train everything anew
  --explain              say for each experiment why it is fresh, stale or missing
`;

const QUEUE = `  --queue <url>          the workers of this queue train, on any number of machines (see npm run worker)
`;

const GRID = `  --grid <file>          a grid of your own over any model, in the report's appendix for report; experiments/grids has examples
`;

const OUT = '  --out <dir>            output folder (default report)\n';

const COMMON = `  --help                 this text

Environment
  REPORT_DATA_DIR        a folder with one subfolder a data set
  REPORT_CACHE_DIR       where finished experiments and downloads are kept (default .cache)
  REPORT_QUEUE           as --queue, for report, experiments and worker: keeps a password out of the list of processes

Exit codes
  0  all well
  1  a band or an expected verdict does not hold; for diff and drift: something moved
  2  bad usage, configuration or input
  3  something required is missing (real data, a browser, an engine)
  70 an internal error
  129, 130, 143 stopped by SIGHUP, SIGINT (Ctrl-C), SIGTERM
`;

const usage = (command: string, purpose: string, options: string) =>
  `npm run ${command} [-- options]\n\n${purpose}\n\nOptions\n${options}${COMMON}`;

export const HELP: Readonly<Record<Options['command'], string>> = {
  report: usage(
    'report',
    'Runs every experiment that is not fresh, checks bands and claims, writes the HTML and PDF report.',
    `${SELECTION}${QUEUE}${GRID}  --merge <dir>          trains nothing: takes the shards in this folder, or the results.json of a run (repeatable)
  --history <file>       notes in run.json how long ago the last green night was; needs --date <yyyy-mm-dd>
${OUT}`,
  ),
  experiments: usage(
    'experiments',
    `Runs every experiment that is not fresh and keeps the results in the cache; writes no report. With --grid it runs
that grid alone and writes grid.json, grid.csv and a figure of it.`,
    `${SELECTION}${QUEUE}${GRID}  --shard <i>/<n>        only the i-th of n parts; writes shard-<i>-of-<n>.json for npm run report -- --merge
${OUT}`,
  ),
  worker: usage(
    'worker',
    `Trains what builds with the same --queue ask for, until Ctrl-C, which gives back what is in training. Refuses runs
of other code, data or engine than its own, and says why. Ends with exit code 0 after Ctrl-C, 2 for a bad address or
password, 3 where the queue or the engine cannot be had, or when its own code changes.`,
    `  --queue <url>          redis://[user:password@]host:port/database, or rediss:// for TLS (required)
  --workers <n>          processes at once (default: one a core)
  --engine <name>        auto (default), tensorflow, onnxruntime or wasm
`,
  ),
  check: usage('check', 'Checks the bands and claims of an existing results.json with vitest.', OUT),
  bands: usage(
    'bands',
    'Derives the expected bands from an existing results.json with at least 3 seeds and writes experiments/bands.',
    `  --date <yyyy-mm-dd>    the date to record in the bands (required)
  --only <id or glob>    bands for these experiments only (repeatable)\n${OUT}`,
  ),
  diff: usage(
    'diff',
    `Says what moved from one results.json to another: differences of data, engine and scale first, then metrics (the
largest move first, against the band's width or the spread of the seeds), verdicts and bands.
Ends with exit code 1 when something moved.`,
    `  <a> <b>                two results.json, or folders that hold one
  --format <name>        text (default) or markdown, with two charts that GitHub draws
  --out <file>           write there instead of printing
`,
  ),
  grade: usage(
    'grade',
    `Grades an existing results.json by a rubric: first whether it can be trusted, then how many points it earns.
Ends with exit code 0 for full marks, 1 for fewer, 2 for an invalid submission or rubric, 3 where a file is missing or
unreadable or this machine cannot recompute.`,
    `  --results <file>       what to grade (default report/results.json)
  --rubric <file>        what earns points (default experiments/rubric.json)
  --format <name>        table (default), json, gradescope, junit or github; schema and rubric-schema print JSON Schemas
  --out <file>           write there instead of printing
  --recompute <n>        train so many runs again, without the cache, and compare
  --seed <text>          picks the runs to recompute (required with --recompute)
  --engine <name>        engine to recompute with (default: that of the results)
  --workers <n>          processes at once (default: one a core)
`,
  ),
  drift: usage(
    'drift',
    `Compares tonight's results with the reference and with earlier nights. Red, with exit code 1 and the names of
what drifted: a value outside its band, a verdict that was not expected or is not the reference's, or a bit that
moved within one numeric class. Writes drift.json, drift.md and history/*.svg, a chart of each headline metric.`,
    `  <results>...           one results.json for each engine and Node version, or folders that hold one
  --date <yyyy-mm-dd>    the day of the night (required)
  --reference <file>     results to compare with (default report/reference/results.json)
  --history <file>       earlier nights as JSON lines; tonight's lines are added, for the same day replaced
${OUT}`,
  ),
  issue: usage(
    'issue',
    `In GitHub Actions: keeps one issue while nights are red. Opens it, brings it up to date, closes it when green.
Takes GITHUB_TOKEN, which may write issues, and the repository from the environment.`,
    '  <folder>               what npm run drift wrote; without drift.json the night counts as red\n',
  ),
  comment: usage(
    'comment',
    `In GitHub Actions: keeps one comment on a pull request, updated in place.
Takes GITHUB_TOKEN, which may write to pull requests, and the repository from the environment.`,
    `  <file>                 Markdown, as npm run diff writes it
  --pull-request <n>     its number (required)
`,
  ),
  data: usage('data', 'Fetches and verifies the data sets.', ''),
  bench: usage(
    'bench',
    `Measures speed: engines against PyTorch (where a python3 has torch), the machine's matrix products, growth with
samples, neurons and experiments, and the build itself. Writes bench.json, bench.schema.json and bench.svg. Run it
on a machine that does nothing else; it takes some ten minutes. BENCH_PYTHON names the Python to use.`,
    `  --only <part>          iterations, epochs, ceiling, scaling, build, fleet or full-build (repeatable); other parts
                         stay as they are. full-build, which trains the whole catalogue, runs only when named
  --quick                little work: shows that all works, the numbers mean nothing
  --engine <name>        auto (default: every engine that there is), tensorflow, onnxruntime or wasm
  --data <kind>          auto (default: real if it can be had, else embedded), real or embedded
${OUT}`,
  ),
  'setup:tensorflow': usage(
    'setup:tensorflow',
    `Builds @tensorflow/tfjs-node on the libtensorflow of the tensorflow-cpu wheel, for machines that cannot reach
Google's storage host. Linux only; needs python3 with pip, a C++ compiler, make and the headers of Node. Undone by
npm ci.`,
    '  --wheel <file>         a tensorflow-cpu wheel that is here already, instead of one from PyPI\n',
  ),
};
