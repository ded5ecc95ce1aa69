import { type Command, repeatable } from './declare.ts';
import { DATA, engine, OUT, QUICK, STUDY } from './groups.ts';

export const bench: Command = {
  name: 'bench',
  summary: "measures speed: engines against PyTorch, the machine's ceiling, growth, the build",
  details: `Writes bench.json, bench.schema.json and bench.svg. PyTorch takes part where a python3 has torch; BENCH_PYTHON names
another Python. Run it on a machine that does nothing else; it takes some ten minutes.`,
  options: [
    repeatable({
      key: 'only',
      value: '<part>',
      description: `iterations, epochs, ceiling, scaling, build, fleet or full-build, which trains every experiment and is
measured only when named; other parts stay as they are`,
    }),
    STUDY,
    QUICK,
    engine('every engine that there is'),
    DATA,
    OUT,
  ],
  examples: ['', '--only iterations --engine onnxruntime'],
  run: async (context) => (await import('../bench/bench.ts')).bench(context),
};
