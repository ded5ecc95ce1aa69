import { expect, it } from 'vitest';
import { partAFacts } from '../../../experiments/part-a/facts.ts';
import { questionViews } from '../../../experiments/part-a/view.ts';
import { lookUp, partialResults } from '../../report/fixture.ts';

it('says which questions were not run and leaves their facts out', () => {
  const from = lookUp(partialResults(['a-network-a']));
  expect(Object.entries(questionViews(from)).map(([id, { isRun }]) => [id, isRun])).toEqual([
    ['1_1', false],
    ['1_2_1', true],
    ['1_2_2', false],
    ['1_3', false],
    ['B', false],
  ]);
  const facts = partAFacts(from);
  expect(facts.softmax).toBeNull();
  expect(facts.networkA?.weights).toBe('238,200'); // 784 * 300 + 300 * 10
});
