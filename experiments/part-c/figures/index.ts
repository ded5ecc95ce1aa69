import type { FigurePlan, Lookup } from '../../../pipeline/model/report.ts';
import { rateSweep, weightSweep } from '../catalogue.ts';
import { inputsFigure, unitsFigure } from './inside.ts';
import { batchesFigure, epochsFigure, positionFigure, stepsFigure } from './learning.ts';
import { networkDrawing } from './network-drawing.ts';
import { sweepFigure } from './sweeps.ts';

function drawingFigure(): FigurePlan {
  return {
    id: 'c-network',
    title: 'a network without batch normalisation, and with it in either place',
    caption: 'Each row is one network; its dashed frame holds what every hidden layer consists of.',
    needs: [],
    charts: () => [
      {
        name: 'c-network',
        label:
          'Drawing: images pass through hidden layers to an output layer with softmax. A plain hidden layer is weights, then activation; normalised, it is weights, normalise, activation in the paper, and weights, activation, normalise in the write-up.',
        spec: networkDrawing(),
      },
    ],
  };
}

/** Every figure of part C, in the order of its sections. */
export function partCFigures(from: Lookup): FigurePlan[] {
  return [
    drawingFigure(),
    epochsFigure(from, {
      id: 'c-sigmoid',
      network: 'sigmoid network',
      see: 'Look at the first epochs, and at how long the plain network takes to reach what the normalised one has after its first.',
    }),
    epochsFigure(from, {
      id: 'c-relu',
      network: 'ReLU network',
      see: 'Compare how far the train curves part with how far the test curves do.',
    }),
    stepsFigure(from),
    sweepFigure(from, {
      id: 'c-rates',
      title: 'test accuracy by learning rate, without and with batch normalisation',
      xTitle: 'Learning rate',
      sweep: rateSweep,
    }),
    sweepFigure(from, {
      id: 'c-weights',
      title: 'test accuracy by scale of the initial weights, without and with batch normalisation',
      xTitle: 'Standard deviation of the initial weights',
      sweep: weightSweep,
    }),
    inputsFigure(from, {
      id: 'c-sigmoid',
      network: 'sigmoid network',
      see: 'Figure 1 (b, c) of the paper: look for a band that keeps its place and its width.',
    }),
    inputsFigure(from, {
      id: 'c-relu',
      network: 'ReLU network',
      see: 'The same for the network that trains well without normalisation.',
    }),
    unitsFigure(from),
    positionFigure(from),
    batchesFigure(from),
  ];
}
