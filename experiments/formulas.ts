import type { Formula } from '../pipeline/model/report.ts';

/** Formulas by name. Part A's are in the notation of the write-up: features are rows, samples are columns. */
export const formulas: Readonly<Record<string, Formula>> = {
  layer: {
    tex: String.raw`\underset{\text{neurons}\,\times\,m}{Z} \;=\; \underset{\text{neurons}\,\times\,\text{inputs}}{W}\;\; \underset{\text{inputs}\,\times\,m}{X} \;+\; b`,
    spoken: 'Z equals W times X plus b',
  },
  relu: { tex: String.raw`H = \max(0,\, Z)`, spoken: 'H equals the maximum of 0 and Z, element by element' },
  softmax: {
    tex: String.raw`T = e^{Z}, \qquad P_{kj} = \frac{T_{kj}}{\sum_{i=1}^{K} T_{ij}}`,
    spoken: 'T equals e to the Z; P k j equals T k j divided by the sum of T i j over all classes i',
  },
  crossEntropy: {
    tex: String.raw`L = \frac{1}{m} \sum_{j=1}^{m} \Bigl( -\sum_{k=1}^{K} Y_{kj} \log P_{kj} \Bigr)`,
    spoken: 'L equals the mean over samples j of minus the sum over classes k of Y k j times log P k j',
  },
  accuracy: {
    tex: String.raw`\text{accuracy} = \frac{1}{m} \sum_{j=1}^{m} \bigl[\, \operatorname{argmax}_k P_{kj} = \operatorname{argmax}_k Y_{kj} \,\bigr]`,
    spoken: 'accuracy equals the share of samples j whose largest prediction and label stand in the same row',
  },
  correctSum: {
    tex: String.raw`\text{accuracy} = \sum_{j=1}^{m} \bigl[\, \hat k_j = k_j \,\bigr]`,
    spoken: 'accuracy equals the number of samples j whose predicted class is the right one',
  },
  correctShare: {
    tex: String.raw`\text{accuracy} = \frac{1}{m} \sum_{j=1}^{m} \bigl[\, \hat k_j = k_j \,\bigr]`,
    spoken: 'accuracy equals the share of samples j whose predicted class is the right one',
  },
  slices: {
    tex: String.raw`\nabla L = \sum_{s} \frac{m_s}{m} \, \nabla L_s`,
    spoken: 'the gradient of L equals the sum over slices s of m s over m times the gradient of L s',
  },
  moments: {
    tex: String.raw`\begin{aligned} m &\leftarrow \beta_1 m + (1 - \beta_1)\, g, & \hat m &= m / (1 - \beta_1^{\,t}) \\ v &\leftarrow \beta_2 v + (1 - \beta_2)\, g^2, & \hat v &= v / (1 - \beta_2^{\,t}) \end{aligned}`,
    spoken:
      'm becomes beta 1 m plus 1 minus beta 1 times g; m hat equals m over 1 minus beta 1 to the t; v becomes beta 2 v plus 1 minus beta 2 times g squared; v hat equals v over 1 minus beta 2 to the t',
  },
  update: {
    tex: String.raw`\theta \leftarrow \theta - \eta \, \frac{\hat m}{\sqrt{\hat v} + \varepsilon}`,
    spoken: 'theta becomes theta minus eta times m hat over the square root of v hat plus epsilon',
  },
  networkA: {
    tex: String.raw`P = \operatorname{softmax}\bigl(W_2 \max(0,\, W_1 X + b_1) + b_2\bigr)`,
    spoken: 'P equals the softmax of W 2 times the ReLU of W 1 X plus b 1, plus b 2',
  },
  networkB: {
    tex: String.raw`P = \operatorname{softmax}\bigl(W_3 \max(0,\, W_2 \max(0,\, W_1 X + b_1) + b_2) + b_3\bigr)`,
    spoken:
      'P equals the softmax of W 3 times the ReLU of W 2 times the ReLU of W 1 X plus b 1, plus b 2, plus b 3',
  },
  signedSum: {
    tex: String.raw`L_{\text{printed}} = L + \delta \sum_{l} \sum_{n,i} W_{l,ni}`,
    spoken: 'L printed equals L plus delta times the sum of all weights of all layers',
  },
  l1: {
    tex: String.raw`L_{1} = L + \delta \sum_{l} \sum_{n,i} \bigl| W_{l,ni} \bigr|`,
    spoken: 'L 1 equals L plus delta times the sum of the absolute values of all weights',
  },
  l2: {
    tex: String.raw`L_{2} = L + \delta \sum_{l} \sum_{n,i} W_{l,ni}^{2}`,
    spoken: 'L 2 equals L plus delta times the sum of the squares of all weights',
  },
  l2Misnamed: {
    tex: String.raw`L_{1} = \delta \sum_{l} \sum_{n,i} W_{l,ni}^{2}`,
    spoken: 'L 1 equals delta times the sum of the squares of all weights',
  },
  l2Term: {
    tex: String.raw`L_{2} = \delta \sum_{l} \sum_{n,i} W_{l,ni}^{2}`,
    spoken: 'L 2 equals delta times the sum of the squares of all weights',
  },
  batchMean: {
    tex: String.raw`\mu_B = \frac{1}{m} \sum_{i=1}^{m} x_i`,
    spoken: 'mu of the batch equals the mean of x over its m samples',
  },
  batchVariance: {
    tex: String.raw`\sigma_B^2 = \frac{1}{m} \sum_{i=1}^{m} (x_i - \mu_B)^2`,
    spoken: 'sigma squared of the batch equals the mean over its samples of the square of x minus mu',
  },
  batchNormalise: {
    tex: String.raw`\hat x_i = \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \varepsilon}}`,
    spoken: 'x hat equals x minus mu, divided by the square root of sigma squared plus epsilon',
  },
  batchScale: {
    tex: String.raw`y_i = \gamma \hat x_i + \beta`,
    spoken: 'y equals gamma times x hat plus beta',
  },
  batchGradient: {
    tex: String.raw`\frac{\partial L}{\partial x_i} = \frac{\gamma}{\sqrt{\sigma_B^2 + \varepsilon}} \Bigl( \frac{\partial L}{\partial y_i} - \frac{1}{m} \sum_{j=1}^{m} \frac{\partial L}{\partial y_j} - \frac{\hat x_i}{m} \sum_{j=1}^{m} \frac{\partial L}{\partial y_j}\, \hat x_j \Bigr)`,
    spoken:
      'the gradient of L by x i equals gamma over the square root of sigma squared plus epsilon, times the gradient by y i, less the mean of the gradients by y, less x hat i times the mean of the gradients by y times x hat',
  },
  normalisedAfter: {
    tex: String.raw`H = \operatorname{BN}\bigl(f(W X)\bigr)`,
    spoken: 'H equals the batch normalisation of f of W X',
  },
  normalisedBefore: {
    tex: String.raw`H = f\bigl(\operatorname{BN}(W X)\bigr)`,
    spoken: 'H equals f of the batch normalisation of W X',
  },
  movingAverages: {
    tex: String.raw`\bar\mu \leftarrow \alpha\, \bar\mu + (1 - \alpha)\, \mu_B, \qquad \bar\sigma^2 \leftarrow \alpha\, \bar\sigma^2 + (1 - \alpha)\, \sigma_B^2`,
    spoken:
      'mu bar becomes alpha times mu bar plus 1 minus alpha times mu of the batch; sigma bar squared becomes alpha times sigma bar squared plus 1 minus alpha times sigma squared of the batch',
  },
};
