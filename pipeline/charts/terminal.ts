/** A curve as characters draw it. */
export interface TerminalSeries {
  /** One character. */
  readonly mark: string;
  /** In their order; the first is at the left. */
  readonly values: readonly number[];
}

const COLUMNS = 64;
const ROWS = 12;

/** Curves as lines of text, the later ones above the earlier, with the ends of the axis named at the left. */
export function drawInTerminal(series: readonly TerminalSeries[], say: (value: number) => string): string[] {
  const values = series.flatMap((each) => each.values);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const rowOf = (value: number) => Math.round(((high - value) / (high - low || 1)) * (ROWS - 1));
  const canvas = Array.from({ length: ROWS }, () => Array<string>(COLUMNS).fill(' '));
  for (const { mark, values: own } of series) {
    for (let column = 0; column < COLUMNS; column++) {
      const value = own[Math.round((column / (COLUMNS - 1)) * (own.length - 1))];
      if (value !== undefined) canvas[rowOf(value)]![column] = mark;
    }
  }
  const labels = new Map([
    [0, say(high)],
    [ROWS - 1, say(low)],
  ]);
  const width = Math.max(...[...labels.values()].map((label) => label.length));
  return canvas.map((row, index) =>
    `${(labels.get(index) ?? '').padStart(width)} │${row.join('')}`.trimEnd(),
  );
}
