import type { DataSetRecord } from '../model/data-set.ts';
import type { Subject } from '../model/experiment.ts';
import { EMBEDDED, PUBLISHED } from './catalogue.ts';
import { realRecord } from './locate.ts';
import { madeRecord } from './made-set.ts';
import { fileName, SPLIT_FILES } from './split-files.ts';

const published = Object.values(PUBLISHED);
const made = [...Object.values(EMBEDDED), ...published.flatMap(({ resplit }) => resplit ?? [])];

/** What each data set that results can come from shows, by the data set's name. */
export const SUBJECTS: ReadonlyMap<string, Subject> = new Map([
  ...published.map(({ name }) => [name, name] as const),
  ...made.map(({ name, subject }) => [name, subject] as const),
]);

/**
 * The record that verified data of this name have; undefined for a name that the project does not know. A digest is
 * taken as it is recorded where only git's blob id of the file is known.
 */
export function knownRecord({ name, digests }: DataSetRecord): DataSetRecord | undefined {
  const set = published.find((candidate) => candidate.name === name);
  if (!set) {
    const found = made.find((candidate) => candidate.name === name);
    return found && madeRecord(found);
  }
  const expected = SPLIT_FILES.map((file) => {
    const fingerprint = set.fingerprints[file];
    const key = fileName(file, 'real');
    return [key, 'sha256' in fingerprint ? fingerprint.sha256 : (digests[key] ?? '')];
  });
  return realRecord(set, Object.fromEntries(expected));
}
