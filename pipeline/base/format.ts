/** How a number is said in messages and evidence. Values are fractions for percent and points. */
const FORMATS = {
  /** A share: 0.7989 -> 79.89 %. */
  percent: { factor: 100, digits: 2, suffix: ' %' },
  /** A difference of shares: 0.021 -> 2.10 points. */
  points: { factor: 100, digits: 2, suffix: ' points' },
  nats: { factor: 1, digits: 4, suffix: ' nats' },
  epochs: { factor: 1, digits: 2, suffix: ' epochs' },
  /** Powers of ten. */
  decades: { factor: 1, digits: 2, suffix: ' decades' },
  /** A number without a unit. */
  ratio: { factor: 1, digits: 2, suffix: '' },
  iterations: { factor: 1, digits: 0, suffix: ' iterations' },
} as const;
export type Unit = keyof typeof FORMATS;

/** 0.7989 in percent -> '79.89 %'. */
export function format(value: number, unit: Unit): string {
  return formatNumber(value, unit) + FORMATS[unit].suffix;
}

const MINUTE = 60;
const HOUR = 3600;

/** An estimate, rounded up: 42 -> '42 s', 100 -> '2 min', 9000 -> '2.5 h'. */
export function duration(seconds: number): string {
  if (seconds <= MINUTE) return `${Math.ceil(seconds)} s`;
  if (seconds <= HOUR) return `${Math.ceil(seconds / MINUTE)} min`;
  return `${(Math.ceil((seconds / HOUR) * 10) / 10).toFixed(1)} h`;
}

/** The interval's unit is said once: '78.60 to 80.40 %'. */
export function formatRange(low: number, high: number, unit: Unit): string {
  return `${formatNumber(low, unit)} to ${format(high, unit)}`;
}

function formatNumber(value: number, unit: Unit): string {
  const { factor, digits } = FORMATS[unit];
  const text = (value * factor).toFixed(digits);
  // A zero with a sign would say more than the digits know.
  return Number(text) === 0 ? text.replace('-', '') : text;
}
