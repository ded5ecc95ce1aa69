import { randomStream } from '../../pipeline/base/random.ts';
import type { DataSource, DrawnSplit } from '../../pipeline/model/data-set.ts';

const [ROWS, COLUMNS, PERIOD] = [8, 6, 4];

/** Stripes of unknown phase: no pixel by itself says which way they run. */
function draw(split: 'train' | 'test', samples: number): DrawnSplit {
  const { uniform } = randomStream(`stripes/${split}`);
  const images = new Uint8Array(samples * ROWS * COLUMNS);
  const labels = new Uint8Array(samples);
  for (let sample = 0; sample < samples; sample++) {
    const label = sample % DIRECTIONS.length;
    const phase = Math.floor(uniform() * PERIOD);
    labels[sample] = label;
    for (let pixel = 0; pixel < ROWS * COLUMNS; pixel++) {
      const place = DIRECTIONS[label]!.along(Math.floor(pixel / COLUMNS), pixel % COLUMNS) + phase;
      const light = place % PERIOD < PERIOD / 2 ? 170 : 85;
      images[sample * ROWS * COLUMNS + pixel] = light + Math.floor(uniform() * 80) - 40;
    }
  }
  return { images, labels };
}

const DIRECTIONS = [
  { name: '0 degrees', along: (row: number, _column: number) => row },
  { name: '45 degrees', along: (row: number, column: number) => row + column },
  { name: '90 degrees', along: (_row: number, column: number) => column },
] as const;

const SIZES = { train: 600, test: 150 };
const SOURCE = 'drawn by a few lines of code';

/** Generated data that stand for nothing else: 8 x 6 pixels, three classes. */
export const stripes: DataSource = {
  name: 'stripes',
  classNames: DIRECTIONS.map(({ name }) => name),
  rows: ROWS,
  columns: COLUMNS,
  sizes: SIZES,
  source: SOURCE,
  embedded: {
    name: 'stripes',
    sizes: SIZES,
    source: SOURCE,
    digests: {
      'train-images': 'bedcd7f149053c44baca4c14d8b7c6d5d2732a3cf1b05a474f62bd58ba18d34e',
      'train-labels': 'faa7819be5c109ea8562f0dc9926a18e5028e56ab0ec136236fad161632b3432',
      't10k-images': '92ef7d08fed5b4ce230c8ae88e4d610a5d5cb6d46e9a67b23b593deae0bf6086',
      't10k-labels': '96bb23212026b601aff1ebf25dfe31af6993d3f0d2f9c652a8118dcf1a7ec4e5',
    },
    draw,
  },
};
