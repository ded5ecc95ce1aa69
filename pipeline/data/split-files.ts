import type { SplitFile } from '../model/data-set.ts';

/** The name of a split file on disk. The generator writes plain IDX, publishers compress it. */
export function fileName(file: SplitFile, kind: 'real' | 'embedded'): string {
  const plain = `${file}-idx${file.endsWith('images') ? 3 : 1}-ubyte`;
  return kind === 'real' ? `${plain}.gz` : plain;
}
