/** Modules that make parts; with all that they import they are what a part depends on beside its own input. */
export const PART_MAKERS = {
  chart: 'pipeline/report/view/figures.ts',
  chartData: 'pipeline/report/interactive/chart-data.ts',
  glyphs: 'pipeline/charts/fonts.ts',
  script: 'pipeline/report/page/main.ts',
} as const;

/**
 * What takes long to make and depends on little: a chart, the data of all charts, the page's script, a look into the fonts. Each is made, and
 * checked, once for all that it depends on, so that a sentence draws no chart anew.
 */
export interface Parts {
  /** The text that `make` gives for this input. */
  once(maker: keyof typeof PART_MAKERS, input: string, make: () => Promise<string>): Promise<string>;
}

/** Makes every part anew. */
export const FRESH_PARTS: Parts = { once: (_maker, _input, make) => make() };

/** Private-use characters, which no text holds. */
const [OPEN, CLOSE] = ['\ue020', '\ue021'];
const SLOT = new RegExp(`${OPEN}slot(\\d+)${CLOSE}`, 'g');

/** Keeps texts out of a page until it is finished: nothing that is done to it in between looks into them. */
export function createSlots() {
  const held: string[] = [];
  return {
    /** What stands for the text until then. */
    hold: (text: string) => `${OPEN}slot${held.push(text) - 1}${CLOSE}`,
    fill: (page: string) => page.replace(SLOT, (_, index) => held[Number(index)]!),
    /** The page without what is held. */
    without: (page: string) => page.replace(SLOT, ''),
  };
}

export type Slots = ReturnType<typeof createSlots>;
