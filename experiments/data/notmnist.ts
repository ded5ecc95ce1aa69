import type { DataSource } from '../../pipeline/model/data-set.ts';
import { drawLetters } from './letters.ts';

/**
 * Bulatov 2011, the part that was cleaned by hand: letters of many fonts, 28 x 28 grey pixels. Two of its 18,726 files
 * are empty; what else is left out is counted when the rest is prepared.
 */
export const notmnist: DataSource = {
  name: 'notmnist-small',
  classNames: ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'],
  rows: 28,
  columns: 28,
  sizes: { train: 15_000, test: 3_230 },
  source:
    'notMNIST, the hand-cleaned part, collected by Yaroslav Bulatov: 18,724 images, of which 486 copies and 8 under ' +
    'more than one letter are left out, split anew for each seed',
  otherThanDocument:
    'it most likely trained on 200,000 images of the part of notMNIST that nobody cleaned, where some labels are wrong',
  published: {
    format: 'images',
    archives: [
      'http://yaroslavvb.com/upload/notMNIST/notMNIST_small.tar.gz',
      'https://storage.googleapis.com/books1000/notMNIST_small.tar.gz',
      'https://codeload.github.com/divapriya/ImageClassification/tar.gz/caaaca9ae556a6484f016f1795fb24472b97f8b2',
    ],
    bytes: 8_458_043,
    folder: 'notMNIST_small',
    unreadable: [
      'A/RGVtb2NyYXRpY2FCb2xkT2xkc3R5bGUgQm9sZC50dGY=.png',
      'F/Q3Jvc3NvdmVyIEJvbGRPYmxpcXVlLnR0Zg==.png',
    ],
    images: 18_724,
    content: '55e1b03679a1d2982638d1b6a9aaf8d1b6957a8de754ca5e0afabda5348d1abd',
    cleaned: {
      images: 'ab7cede72399ac72996b645774bc02061e277488dff0772f7fbe40c8da3b4c20',
      labels: '1fcbd6065d5529ed47991c046e6095bb0a496f5e99b1d1f423cc72e92c1fcf94',
    },
  },
  embedded: {
    name: 'letters-embedded',
    sizes: { train: 2_500, test: 500 },
    source: "drawn by this project's seeded generator, version 1",
    digests: {
      'train-images': 'f16cef5fc69309c7895f8aa03db0a12ef6b8cab9f9bebdd79f361944f6e0ae14',
      'train-labels': 'eeca213a1d630e279462d6bbe1ec4e9403805095f35b80ef863b3c652925f125',
      't10k-images': '3b10ddddac396f8900d98edddf73bb6135afb2444b3ac7c52b956fa8f70c67d3',
      't10k-labels': '92584388faac9240dc2178e3f2984bc6ea2114cafdb9da738e4196e67703a499',
    },
    draw: drawLetters,
  },
};
