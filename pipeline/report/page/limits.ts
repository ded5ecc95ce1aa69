/** Lower and upper end of an axis. */
type Limits = readonly number[];

const clamp = (value: number, [low, high]: Limits) => Math.min(high!, Math.max(low!, value));

/** Limits `factor` times as narrow around a centre, within the whole axis. */
export function narrowed(limits: Limits, whole: Limits, factor: number, centre: number): [number, number] {
  const length = Math.min((limits[1]! - limits[0]!) / factor, whole[1]! - whole[0]!);
  const low = clamp(centre - length / 2, [whole[0]!, whole[1]! - length]);
  return [low, low + length];
}
