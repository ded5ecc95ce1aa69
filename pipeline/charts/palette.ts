/**
 * Every colour that a chart may use, on paper and on a dark screen. In the page a chart names them as CSS variables
 * (`--chart-train`), so that one drawing serves both.
 */
export const PALETTE = {
  train: { light: '#d17a00', dark: '#f2a33a' },
  test: { light: '#134b8a', dark: '#7db4f0' },
  reference: { light: '#333333', dark: '#cfd3d8' },
  text: { light: '#222222', dark: '#d9dce0' },
  grid: { light: '#e4e4e4', dark: '#343a42' },
  tick: { light: '#999999', dark: '#7d848c' },
  ink: { light: '#000000', dark: '#ffffff' },
  grey: { light: '#666666', dark: '#a3a9b0' },
  blue: { light: '#2f76bd', dark: '#5aa2e8' },
  brown: { light: '#a85d00', dark: '#e08a2e' },
  /** Text on a filled box. */
  onFill: { light: '#fefefe', dark: '#14171b' },
  plum: { light: '#7b1e5a', dark: '#e07ab8' },
} as const;

/** The CSS variable that holds a colour of the palette in the page. */
export const colorVariable = (name: string) => `--chart-${name}`;

/** Charts that follow the reader's light or dark screen: the palette's colours become CSS variables. */

const byColor: ReadonlyMap<string, string> = new Map(
  Object.entries(PALETTE).map(([name, { light }]) => [light, `var(${colorVariable(name)})`]),
);

/** Replaces the palette's colours in an SVG or a specification as JSON; other text stays as it is. */
export const adaptColors = (drawing: string) =>
  drawing.replace(/"(#[0-9a-f]{6})"/g, (quoted, color: string) => {
    const name = byColor.get(color);
    return name ? `"${name}"` : quoted;
  });

const declarations = (theme: 'light' | 'dark') =>
  Object.entries(PALETTE)
    .map(([name, colors]) => `${colorVariable(name)}:${colors[theme]}`)
    .join(';');

/** The variables on paper and on light screens, and on dark ones. */
export const adaptiveColorStyles = () =>
  `:root{${declarations('light')}}\n@media screen and (prefers-color-scheme:dark){:root{${declarations('dark')}}}`;
