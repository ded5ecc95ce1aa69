import type { GridResult } from './grid-result.ts';
import type { MeanOverSeeds } from './summary.ts';
import { settingName } from './sweep.ts';

/** Cells that a terminal shows; of a larger grid it shows the best. */
const MOST_LINES = 40;

type Cell = GridResult['cells'][number];

const percent = (share: number) => (100 * share).toFixed(2);

/** `86.75 % (86.31 to 87.19)`; without bounds for a single seed. */
function accuracyText({ mean, low, high }: MeanOverSeeds): string {
  return low === null || high === null
    ? `${percent(mean)} %`
    : `${percent(mean)} % (${percent(low)} to ${percent(high)})`;
}

function cellLine({ setting, metrics, diverged, runs }: Cell): string {
  const { 'test.accuracy': accuracy, 'test.loss': loss } = metrics;
  const fate = diverged > 0 ? [`diverged ${diverged} of ${runs.length}`] : [];
  const measured = [accuracy && accuracyText(accuracy), loss && `loss ${loss.mean.toFixed(4)}`, ...fate];
  return `${settingName(setting)}  ${measured.filter(Boolean).join(', ')}`;
}

/** A line a cell, test accuracy as the mean over the seeds with its 95 % confidence interval. */
export function gridLines({ cells, seeds }: GridResult): string[] {
  const accuracy = ({ metrics }: Cell) => metrics['test.accuracy']?.mean ?? 0;
  const shown =
    cells.length <= MOST_LINES
      ? cells
      : [...cells].sort((a, b) => accuracy(b) - accuracy(a)).slice(0, MOST_LINES);
  const interval = seeds.length > 1 ? ' and its 95 % confidence interval' : '';
  const what = `mean test accuracy of ${seeds.length} ${seeds.length === 1 ? 'seed' : 'seeds'}${interval}`;
  const which = shown.length < cells.length ? `; the best ${shown.length} of ${cells.length} cells` : '';
  return [`${what}${which}:`, ...shown.map((cell) => `  ${cellLine(cell)}`)];
}
