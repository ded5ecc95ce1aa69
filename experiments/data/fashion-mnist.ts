import type { DataSource } from '../../pipeline/model/data-set.ts';
import { drawGarments } from './garments.ts';

/** Xiao, Rasul and Vollgraf 2017: 28 x 28 grey pixels of garments. */
export const fashionMnist: DataSource = {
  name: 'fashion-mnist',
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  rows: 28,
  columns: 28,
  sizes: { train: 60_000, test: 10_000 },
  source: 'Zalando Research, MIT licence',
  mirrors: [
    'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
    'https://storage.googleapis.com/tensorflow/tf-keras-datasets/',
    'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
  ],
  fingerprints: {
    'train-images': { sha256: '3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84' },
    'train-labels': { sha256: 'a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845' },
    't10k-images': { sha256: '346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073' },
    't10k-labels': { sha256: '67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5' },
  },
  embedded: {
    name: 'fashion-embedded',
    kind: 'embedded',
    sizes: { train: 2_500, test: 500 },
    source: "drawn by this project's seeded generator, version 2",
    digests: {
      'train-images': '217d732be46114786241f275f6b527f847175c8e4f8865178b523cbdcbcf59d3',
      'train-labels': '39b3f61d0723b56d8573b7478e079a069edc49022847e4b72e9715faf6018129',
      't10k-images': 'b3d350d9073ae5967fa2a30dbf0556b8646242b5812a4e81130b9dd766b845d5',
      't10k-labels': '31c0e2995af9a1ccc4402996c66122c138b2df66efbe20992a9074f494504055',
    },
    draw: drawGarments,
  },
};
