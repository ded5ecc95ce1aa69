import type { Subject } from '../model/experiment.ts';
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
    sizes: { train: 2_500, test: 500 },
    source: "drawn by this project's seeded generator, version 2",
    digests: {
      'train-images': '217d732be46114786241f275f6b527f847175c8e4f8865178b523cbdcbcf59d3',
      'train-labels': '39b3f61d0723b56d8573b7478e079a069edc49022847e4b72e9715faf6018129',
      't10k-images': 'b3d350d9073ae5967fa2a30dbf0556b8646242b5812a4e81130b9dd766b845d5',
      't10k-labels': '31c0e2995af9a1ccc4402996c66122c138b2df66efbe20992a9074f494504055',
    },
  },
  notmnist: {
    name: 'letters-embedded',
    subject: 'notmnist',
    kind: 'embedded',
    classNames: LETTERS,
    sizes: { train: 2_500, test: 500 },
    source: "drawn by this project's seeded generator, version 1",
    digests: {
      'train-images': 'f16cef5fc69309c7895f8aa03db0a12ef6b8cab9f9bebdd79f361944f6e0ae14',
      'train-labels': 'eeca213a1d630e279462d6bbe1ec4e9403805095f35b80ef863b3c652925f125',
      't10k-images': '3b10ddddac396f8900d98edddf73bb6135afb2444b3ac7c52b956fa8f70c67d3',
      't10k-labels': '92584388faac9240dc2178e3f2984bc6ea2114cafdb9da738e4196e67703a499',
    },
  },
};
