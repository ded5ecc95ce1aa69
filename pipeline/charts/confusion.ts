import type { TopLevelSpec } from 'vega-lite';
import type { Chart } from '../model/report.ts';
import * as formats from '../numbers/formats.ts';
import type { Layer } from './layers.ts';
import { base, rightOf } from './theme.ts';

const CELL_PX = { width: 42, height: 19 } as const;
const NAMES_PX = 90;

/** Shares below this stay unlabelled: the matrix is read for what stands out. */
export const LEAST_SHOWN = 0.005;
/** From here on white text has more contrast than black. */
const DARK = 0.6;

/** Cells look the same on light and dark screens, and so does what is written on them. */
const DARKEST = 'rgb(123, 30, 90)';

interface Cell {
  readonly actual: string;
  readonly predicted: string;
  /** Of the images of the class. */
  readonly share: number;
  readonly label: string;
}

/** counts: [classes][classes], by the class of an image and by what it was taken for. */
function cellsOf(counts: readonly (readonly number[])[], classNames: readonly string[]): Cell[] {
  return counts.flatMap((row, actual) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, predicted) => {
      const share = total > 0 ? count / total : 0;
      return {
        actual: classNames[actual]!,
        predicted: classNames[predicted]!,
        share,
        label: share >= LEAST_SHOWN ? formats.percentage(share, 1) : '',
      };
    });
  });
}

function confusionSpec(cells: readonly Cell[], classNames: readonly string[]): TopLevelSpec {
  const axis = { grid: false, ticks: false } as const;
  const text: Layer = {
    mark: { type: 'text', fontSize: 9.5 },
    encoding: {
      text: { field: 'label' },
      color: { condition: { test: `datum.share > ${DARK}`, value: 'white' }, value: 'black' },
    },
  };
  const width = CELL_PX.width * classNames.length;
  const height = CELL_PX.height * classNames.length;
  return {
    ...base({
      width,
      height,
      padding: { left: NAMES_PX, right: rightOf(NAMES_PX, width), top: 24, bottom: 64 },
    }),
    data: { values: [...cells] },
    encoding: {
      x: {
        field: 'predicted',
        type: 'ordinal',
        sort: [...classNames],
        axis: { title: 'Taken for', labelAngle: -35, ...axis },
      },
      y: { field: 'actual', type: 'ordinal', sort: [...classNames], axis: { title: 'Class', ...axis } },
    },
    layer: [
      {
        mark: { type: 'rect', stroke: 'white', strokeWidth: 1 },
        encoding: {
          color: {
            field: 'share',
            type: 'quantitative',
            legend: null,
            // Square roots, so that mistakes of a few percent can be seen.
            scale: {
              type: 'sqrt',
              domain: [0, 1],
              range: ['white', DARKEST],
              interpolate: 'lab',
            },
          },
        },
      },
      text,
    ],
  };
}

/**
 * What images of each class are taken for, in percent of the class: its diagonal is the accuracy by class.
 * counts: [classes][classes], by class and by answer.
 */
export function confusionChart(
  name: string,
  { counts, classNames }: { counts: readonly (readonly number[])[]; classNames: readonly string[] },
): Chart {
  const names = classNames.map((className) => formats.quoted(className));
  const cells = cellsOf(counts, names);
  const right = cells.filter(({ actual, predicted }) => actual === predicted);
  const mistakes = cells
    .filter(({ actual, predicted }) => actual !== predicted)
    .sort((a, b) => b.share - a.share)
    .slice(0, 3);
  const accuracies = right.map(({ actual, share }) => `${actual} ${formats.percent(share, 1)}`);
  const worst = mistakes.map(
    ({ actual, predicted, share }) => `${actual} for ${predicted} ${formats.percent(share, 1)}`,
  );
  return {
    name,
    label: `Confusion matrix. Right by class: ${accuracies.join(', ')}. Most frequent mistakes: ${worst.join('; ')}.`,
    spec: confusionSpec(cells, names),
  };
}
