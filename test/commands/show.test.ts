import { expect, test } from 'vitest';
import { drawInTerminal } from '../../pipeline/charts/terminal.ts';
import { runCli } from '../cli.ts';

test('draws accuracy and loss of an experiment, and names its figures', async () => {
  const { code, stdout } = await runCli(['show', 'a-network-a', '--out', 'report/reference']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^accuracy over 200 iterations: · train \d\d\.\d\d %, • test \d\d\.\d\d %$/m);
  expect(stdout).toMatch(/^loss over 200 iterations: · train \d\.\d{4} nats, /m);
  expect(stdout).toContain('figures   report/reference/figures/a-network-a-accuracy.svg');
});

test('suggests the experiment that was meant', async () => {
  const { code, stderr } = await runCli(['show', 'a-netwrk-a', '--out', 'report/reference']);
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: 'unknown experiment: a-netwrk-a; did you mean a-network-a?\n',
  });
});

test('places the largest value at the top, the smallest at the bottom and the first at the left', () => {
  const lines = drawInTerminal([{ mark: 'x', values: [0, 1] }], (value) => value.toFixed(1));
  expect(lines).toHaveLength(12);
  expect(lines[0]).toMatch(/^1\.0 │ {32}x{32}$/);
  expect(lines.at(-1)).toMatch(/^0\.0 │x{32}$/);
  expect(lines.slice(1, -1).every((line) => line === '    │')).toBe(true);
});

test('draws a curve that never moves, and one of a single value', () => {
  expect(drawInTerminal([{ mark: 'x', values: [0.5, 0.5] }], String)[0]).toBe(`0.5 │${'x'.repeat(64)}`);
  expect(drawInTerminal([{ mark: 'x', values: [2] }], String)[0]).toBe(`2 │${'x'.repeat(64)}`);
});
