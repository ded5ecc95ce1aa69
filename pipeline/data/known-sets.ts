import type { DataSetRecord, DataSources } from '../model/data-set.ts';
import { SPLIT_FILES } from '../model/data-set.ts';
import { realRecord } from './locate.ts';
import { madeRecord } from './made-set.ts';
import { fileName } from './split-files.ts';

/** What each data set that results can come from shows, by the data set's name. */
export function subjectsOf(sources: DataSources): ReadonlyMap<string, string> {
  return new Map(
    Object.values(sources).flatMap(({ name, resplit, embedded }) =>
      [name, resplit?.name, embedded?.name].flatMap((known) =>
        known === undefined ? [] : [[known, name] as const],
      ),
    ),
  );
}

/**
 * The record that verified data of this name have; undefined for a name that the study does not know. A digest is
 * taken as it is recorded where only git's blob id of the file is known.
 */
export function knownRecord(
  { name, digests }: DataSetRecord,
  sources: DataSources,
): DataSetRecord | undefined {
  const set = sources[name];
  if (!set) {
    const made = Object.values(sources)
      .flatMap((source) => [source.resplit, source.embedded].map((form) => ({ source, form })))
      .find(({ form }) => form?.name === name);
    return made?.form && madeRecord(made.source, made.form);
  }
  const expected = SPLIT_FILES.map((file) => {
    const fingerprint = set.fingerprints[file];
    const key = fileName(file, 'real');
    return [key, 'sha256' in fingerprint ? fingerprint.sha256 : (digests[key] ?? '')];
  });
  return realRecord(set, Object.fromEntries(expected));
}
