import { isAccuracy } from '../model/metrics.ts';
import type { MetricMove } from './difference.ts';

/** More would overlap. */
const MOST_EXPERIMENTS = 12;

/**
 * Up to two charts, of test accuracy and test loss, as Mermaid blocks: a comment cannot hold a picture without a
 * place to put it, and GitHub draws Mermaid itself.
 */
export function metricCharts(moves: readonly MetricMove[]): string[] {
  return (['test.accuracy', 'test.loss'] as const).flatMap((metric) => {
    const drawn = moves.flatMap(({ experiment, metric: moved, before, after }) =>
      moved === metric && before !== null && after !== null ? [{ experiment, before, after }] : [],
    );
    if (drawn.length === 0) return [];
    return [chart(drawn.slice(0, MOST_EXPERIMENTS), isAccuracy(metric) ? 'accuracy' : 'loss')];
  });
}

type Bar = { readonly experiment: string; readonly before: number; readonly after: number };

function chart(bars: readonly Bar[], kind: 'accuracy' | 'loss'): string {
  const shown = (value: number) => (kind === 'accuracy' ? (value * 100).toFixed(2) : value.toFixed(4));
  const values = (side: 'before' | 'after') => bars.map((bar) => shown(bar[side])).join(', ');
  const unit = kind === 'accuracy' ? '%' : 'nats';
  // Experiments' names are the only text from outside; inside quotes these characters alone could end it.
  const names = bars.map(({ experiment }) => `"${experiment.replaceAll(/[^\w.-]/g, '')}"`);
  return [
    '```mermaid',
    'xychart-beta',
    `  title "Test ${kind}: bars after, line before"`,
    `  x-axis [${names.join(', ')}]`,
    `  y-axis "${unit}"`,
    `  bar [${values('after')}]`,
    `  line [${values('before')}]`,
    '```',
  ].join('\n');
}
