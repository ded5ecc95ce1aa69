/** Signals and data that the page's script sets. Null or empty at first, when the chart looks as it is printed. */
export const SIGNALS = { cursor: 'cursorAt', hidden: 'hidden', x: 'xDomain', y: 'yDomain' } as const;
export const CURSOR_ROWS = 'cursorRows';
