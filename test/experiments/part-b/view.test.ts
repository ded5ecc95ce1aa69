import { describe, expect, it } from 'vitest';
import { partBView } from '../../../experiments/part-b/view.ts';
import { lookUp, partialResults } from '../../report/fixture.ts';

describe('part B in the report', () => {
  it('names the widths that the write-up leaves out, of the models that were run', () => {
    const { widths, dropout } = partBView(lookUp(partialResults(['b-model2', 'b-model3'])));
    expect(widths).toEqual([
      { model: 'model2', widths: '200' },
      { model: 'model3', widths: '400 and 200' },
    ]);
    expect(dropout).toBeNull();
    expect(partBView(lookUp(partialResults(['a-softmax']))).method).toBeNull();
  });
});
