export const SPLIT_FILES = ['train-images', 'train-labels', 't10k-images', 't10k-labels'] as const;
export type SplitFile = (typeof SPLIT_FILES)[number];

/** The name of a split file on disk. The generator writes plain IDX, publishers compress it. */
export function fileName(file: SplitFile, kind: 'real' | 'embedded'): string {
  const plain = `${file}-idx${file.endsWith('images') ? 3 : 1}-ubyte`;
  return kind === 'real' ? `${plain}.gz` : plain;
}
