import { colorVariable, PALETTE } from './palette.ts';

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
