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
  published: {
    format: 'idx',
    mirrors: [
      'http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/',
      'https://storage.googleapis.com/tensorflow/tf-keras-datasets/',
      'https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/',
    ],
    // Debian's package dataset-fashion-mnist, which compresses the same content anew (seen in 0.0~git20200523.55506a9-1).
    installed: ['/usr/share/datasets/fashion-mnist'],
    files: {
      'train-images': {
        bytes: 26_421_880,
        sha256: 'c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888',
      },
      'train-labels': {
        bytes: 29_515,
        sha256: 'bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9',
      },
      't10k-images': {
        bytes: 4_422_102,
        sha256: '5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b',
      },
      't10k-labels': {
        bytes: 5_148,
        sha256: '0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34',
      },
    },
  },
  embedded: {
    name: 'fashion-embedded',
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
