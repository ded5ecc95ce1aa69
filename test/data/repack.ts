import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { extract, pack } from 'tar-stream';

export interface Repacking {
  /** In place of the folder that all files are in. */
  readonly prefix: string;
  /** Of the compression, 0 to 9. */
  readonly level: number;
  /** Empty files to add, by their paths below the prefix. */
  readonly empty: readonly string[];
}

/** Packs the files of a .tar.gz archive again, below another folder and with another compression. */
export async function repack(from: string, to: string, { prefix, level, empty }: Repacking): Promise<void> {
  const packed = pack();
  const unpacked = extract();
  const writing = pipeline(packed, createGzip({ level }), createWriteStream(to));
  const reading = pipeline(createReadStream(from), createGunzip(), unpacked);
  for await (const entry of unpacked) {
    const { name, type } = entry.header;
    const chunks: Buffer[] = [];
    for await (const chunk of entry) chunks.push(chunk as Buffer);
    if (type === 'file') packed.entry({ name: name.replace(/^[^/]+/, prefix) }, Buffer.concat(chunks));
  }
  for (const file of empty) packed.entry({ name: `${prefix}/${file}` }, Buffer.alloc(0));
  packed.finalize();
  await Promise.all([reading, writing]);
}
