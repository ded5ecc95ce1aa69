import { type Command, nonEmpty, option } from './declare.ts';

export const setupTensorflow: Command = {
  name: 'setup:tensorflow',
  summary: 'builds the tensorflow engine from the tensorflow-cpu Python wheel; npm ci undoes it',
  details: `Builds @tensorflow/tfjs-node on the libtensorflow of the wheel, without Google's storage host. Linux only; needs
python3 with pip, a C++ compiler, make and the headers of Node.`,
  options: [
    option({
      key: 'wheel',
      value: '<file>',
      description: 'a tensorflow-cpu wheel that is here already, instead of one from PyPI',
      schema: nonEmpty,
      isPath: true,
    }),
  ],
  examples: ['', '--wheel tensorflow_cpu-2.21.0-cp313-cp313-manylinux_2_27_x86_64.whl'],
  run: async (context) => (await import('../setup/tensorflow.ts')).setupTensorflow(context),
};
