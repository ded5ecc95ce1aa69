import { curveDomain, curvesSpec } from '../../pipeline/charts/curves.ts';
import { axisNote, endValues, offsetNote, requireRecords, spreadNote } from '../../pipeline/charts/figure.ts';
import { imagesFigure } from '../../pipeline/charts/images.ts';
import type { Domain, Metric } from '../../pipeline/charts/scales.ts';
import { type Frame, HALF } from '../../pipeline/charts/theme.ts';
import type { Chart, FigurePlan, Lookup } from '../../pipeline/model/report.ts';
import type { ExperimentRecord } from '../../pipeline/model/results.ts';
import * as formats from '../../pipeline/numbers/formats.ts';
import { layersBased } from '../../pipeline/training/mini-batch/config.ts';
import { notmnist } from '../data/notmnist.ts';
import { type Paired, pairSpec } from './pairs.ts';
import { MODELS } from './view.ts';

const METRICS = ['accuracy', 'loss'] as const satisfies readonly Metric[];
const SPLITS = ['train', 'validation'] as const;

/** Leaves room for the word at the end of the line. */
const FRAME: Frame = { ...HALF, width: 200, padding: { ...HALF.padding, right: 66 } };

/** One axis a metric for the curves of all models that were run, so that figures can be compared. */
function commonAxes(from: Lookup): Record<Metric, Domain> {
  const records = Object.keys(MODELS).flatMap((id) => from.record(id) ?? []);
  const axis = (metric: Metric) => curveDomain(records, metric, SPLITS);
  return { accuracy: axis('accuracy'), loss: axis('loss') };
}

function curvesFigure(
  from: Lookup,
  { name, see, axes }: { name: string; see: string; axes: Record<Metric, Domain> },
): FigurePlan {
  const id = `b-${name}`;
  const charts = () => {
    const [record] = requireRecords(from, [id]) as [ExperimentRecord];
    const epochs = formats.integer(layersBased(record.config).epochs);
    return METRICS.map(
      (metric): Chart => ({
        name: `${id}-${metric}`,
        label: `Line chart: ${metric} of ${name} on train and validation data over ${epochs} epochs. At the end: ${endValues(record, metric, SPLITS)}.`,
        spec: curvesSpec(record, metric, {
          reference: null,
          frame: FRAME,
          splits: SPLITS,
          time: 'Epoch',
          domain: axes[metric],
        }),
      }),
    );
  };
  const sameAxes = from.record(id)
    ? ` The axes are the same for all models of this part.${axisNote(axes.accuracy)}`
    : '';
  const caption = `${see}${sameAxes}${spreadNote(from, [id], 'bands')}`;
  return { id, title: `accuracy and loss of ${name} over the epochs`, caption, needs: [id], charts };
}

function pairFigure(from: Lookup, first: string, second: string, see: string): FigurePlan {
  const needs = [`b-${first}`, `b-${second}`];
  const short = (name: string) => formats.quoted(name.replace('model', ''));
  const charts = () => {
    const [a, b] = requireRecords(from, needs) as [ExperimentRecord, ExperimentRecord];
    const pair: [Paired, Paired] = [
      { name: short(first), record: a },
      { name: short(second), record: b },
    ];
    return METRICS.map(
      (metric): Chart => ({
        name: `b-${first}-${second}-${metric}`,
        label: `Line chart: ${metric} of ${first} and ${second} on train and validation data over the epochs. At the end: ${first} ${endValues(a, metric, SPLITS)}; ${second} ${endValues(b, metric, SPLITS)}.`,
        spec: pairSpec(pair, metric),
      }),
    );
  };
  return {
    id: `b-${first}-${second}`,
    title: `${first} against ${second}`,
    caption: `${see} Dotted: ${first}; solid: ${second}. Means over the seeds.${offsetNote(from, needs, charts)}`,
    needs,
    charts,
  };
}

/** Every figure of part B, in the order of its sections. */
export function partBFigures(from: Lookup): FigurePlan[] {
  const axes = commonAxes(from);
  const curves = (name: string, see: string) => curvesFigure(from, { name, see, axes });
  return [
    imagesFigure(from, 'b-images', notmnist),
    curves('model1', 'Compare how near train and validation stay to each other with the models that follow.'),
    curves('model2', 'Look for the epoch from which the two losses part.'),
    curves(
      'model3',
      'Look for the turn of the validation loss, from which it rises while the train loss falls.',
    ),
    curves('model4', 'Compare the turn of the validation loss with that in the figure before.'),
    curves(
      'model5',
      'Compare how far the validation loss ends from the train loss with the shallower models.',
    ),
    pairFigure(
      from,
      'model2',
      'model5',
      'Compare how far train and validation lie apart in each model, and where the two validation losses cross.',
    ),
    curves(
      'model4r',
      'With dropout, validation can start ahead of train, since the train values are taken while units are dropped.',
    ),
    pairFigure(
      from,
      'model4',
      'model4r',
      'Compare the distance between train and validation with and without dropout.',
    ),
    curves('model5r', 'Compare with the curves of the other model with dropout.'),
    pairFigure(from, 'model5', 'model5r', 'The same comparison for the deepest model.'),
  ];
}
