import type { DataSource } from '../../pipeline/model/data-set.ts';
import { drawLetters } from './letters.ts';

const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'] as const;

/** Bulatov 2011: letters of many fonts, 28 x 28 grey pixels. */
export const notmnist: DataSource = {
  name: 'notmnist',
  classNames: LETTERS,
  rows: 28,
  columns: 28,
  sizes: { train: 60_000, test: 10_000 },
  source: 'collected by Yaroslav Bulatov, packaged as IDX by David Flanagan, MIT licence',
  mirrors: [
    'https://raw.githubusercontent.com/davidflanagan/notMNIST-to-MNIST/c58c29ff93d7b8c809c449b380a232f9f39909fd/',
    'https://github.com/davidflanagan/notMNIST-to-MNIST/raw/c58c29ff93d7b8c809c449b380a232f9f39909fd/',
  ],
  fingerprints: {
    'train-images': { gitBlob: '6cf3076b36bafa7da1563b28bbe863fd78a008a8' },
    'train-labels': { sha256: '0db4c4ec5d019838a57f8c9dd764ada7dc3c73e6ccc93032c538c5845f332545' },
    't10k-images': { sha256: '70ae9e06201f2827e5b0a3781a3169d735dd2efc69996b9eeaee7f10ed4044d7' },
    't10k-labels': { sha256: '1fa03836e01c862542f8eb83463bb951bebec6fcb3efa28dad748c6b38a9021b' },
  },
  resplit: {
    name: 'notmnist-10k',
    kind: 'real',
    sizes: { train: 8_000, test: 2_000 },
    source:
      "a seeded re-split of notMNIST's 10,000 test images, without its 60,000 training images; " +
      'collected by Yaroslav Bulatov, packaged as IDX by David Flanagan, MIT licence',
    digests: {
      'train-images': 'be379ff1731c5c55bbd91d864d878faf8a1dd0a11ec5253aeabdd1510344d771',
      'train-labels': '7486fa2694c8484bcfa99b9d052373db5b9a010a483a4da589cbe743d447699d',
      't10k-images': '3ce9140a268e3abfcbfc57f6b1997d8e722c875d14530d70fbbff0ee26a5f514',
      't10k-labels': '7f9be5b626470a16e0926160f33fc9a283abc21be0cd9571d6497b1551645974',
    },
  },
  embedded: {
    name: 'letters-embedded',
    kind: 'embedded',
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
