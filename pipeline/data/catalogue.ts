import type { Subject } from '../../experiments/experiment.ts';
import type { SplitFile } from './split-files.ts';

/** What a file must be: its SHA-256, or git's blob id where only that is known. In hexadecimal. */
export type Fingerprint = { readonly sha256: string } | { readonly gitBlob: string };

/** A data set as its publisher distributes it: four IDX files and where to fetch them. */
export interface PublishedSet {
  readonly name: Subject;
  readonly classNames: readonly string[];
  readonly sizes: { readonly train: number; readonly test: number };
  /** A fragment for "Source: ...". Names the publisher, never a place on this machine. */
  readonly source: string;
  /** Addresses of folders that hold all files, best first. */
  readonly mirrors: readonly string[];
  readonly fingerprints: Readonly<Record<SplitFile, Fingerprint>>;
  /** Made of the test images alone, for want of the training images. Its train and test sizes add up to them. */
  readonly resplit?: MadeSet;
}

/** A stand-in for a published set whose files the project makes itself, the same bytes on every machine. */
export interface MadeSet {
  readonly name: string;
  readonly subject: Subject;
  readonly kind: 'real' | 'embedded';
  readonly classNames: readonly string[];
  readonly sizes: { readonly train: number; readonly test: number };
  readonly source: string;
  /** SHA-256 of the files that must come out; a changed way of making them needs new ones. */
  readonly digests: Readonly<Record<SplitFile, string>>;
}

export type Catalogue = Readonly<Record<Subject, PublishedSet>>;

const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J'] as const;

export const PUBLISHED: Catalogue = {
  'fashion-mnist': {
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
  },
  notmnist: {
    name: 'notmnist',
    classNames: LETTERS,
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
      subject: 'notmnist',
      kind: 'real',
      classNames: LETTERS,
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
  },
};

/** The embedded form of each subject. */
export const EMBEDDED: Readonly<Record<Subject, MadeSet>> = {
  'fashion-mnist': {
    name: 'fashion-embedded',
    subject: 'fashion-mnist',
    kind: 'embedded',
    classNames: PUBLISHED['fashion-mnist'].classNames,
    sizes: { train: 6_000, test: 1_000 },
    source: "drawn by this project's seeded generator, version 1",
    digests: {
      'train-images': '7f337b9c0a4329cb69b0ccfa774b41571667ddec7a7b137ceb591290238c9829',
      'train-labels': '81dbe1b39b141b01207b04b563b08ace3c7798973ee25f02276b1c8dfd664a18',
      't10k-images': 'ffc9de7d181b0ccaac6ffaef0cf61f51d909693b91afc6deaa77a68c5239ad9d',
      't10k-labels': '2ad5c03053c0083f1aeb62896fe237e3d1ba546105473fe58420296faf828655',
    },
  },
  notmnist: {
    name: 'letters-embedded',
    subject: 'notmnist',
    kind: 'embedded',
    classNames: LETTERS,
    sizes: { train: 6_000, test: 1_000 },
    source: "drawn by this project's seeded generator, version 1",
    digests: {
      'train-images': '7fb9688d18e23a897d4e4a4a2022d948900358b3a5715a18f4d4ebeec8582cae',
      'train-labels': 'ff91ef8c21bc945abd17384e32b769a92ce813d8e4e2bd3baacbb4f79279e716',
      't10k-images': '100790caa8ca40f8f94aed1457f55abb6fe0bbb0b7ce8c39181f5344e101ceaf',
      't10k-labels': 'bd0c4a3901a7b72c6e2f41c9c724b7df16c1fe3208c43c6342d6b09b7ee21088',
    },
  },
};
