import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitsFor, dequantize, packBits, quantize, unpackBits } from '../../pipeline/base/packing.ts';

const base64 = (...bytes: number[]) => Buffer.from(bytes).toString('base64');

describe('packed numbers', () => {
  test('take as many bits as tell the classes apart', () => {
    expect([1, 2, 3, 4, 5, 10, 16, 17, 256].map(bitsFor)).toEqual([1, 1, 2, 2, 3, 4, 4, 5, 8]);
  });

  test('fill bytes from the lowest bit up, across their borders', () => {
    expect(packBits([1, 2, 3], 4)).toBe(base64(1 + 2 * 16, 3));
    expect(packBits([1, 0, 1, 1, 0, 0, 0, 0, 1], 1)).toBe(base64(1 + 4 + 8, 1));
    // 5 + 6 * 8 + (7's lower two bits) * 64; 7's upper bit
    expect(packBits([5, 6, 7], 3)).toBe(base64(5 + 6 * 8 + 3 * 64, 1));
    expect(packBits([], 4)).toBe('');
  });

  test('come back as they were, whatever their number of bits', () => {
    const packable = fc
      .integer({ min: 1, max: 8 })
      .chain((bits) => fc.tuple(fc.constant(bits), fc.array(fc.integer({ min: 0, max: 2 ** bits - 1 }))));
    fc.assert(
      fc.property(packable, ([bits, values]) => {
        const text = packBits(values, bits);
        expect([...unpackBits(text, { bits, count: values.length })]).toEqual(values);
      }),
    );
  });

  test('are refused when they do not fit, or when the text is of another length', () => {
    expect(() => packBits([16], 4)).toThrow('invalid number: 16; not a whole number of 4 bits');
    expect(() => packBits([0.5], 4)).toThrow(RangeError);
    expect(() => packBits([Number.NaN], 4)).toThrow(RangeError);
    expect(() => unpackBits(packBits([1, 2, 3], 4), { bits: 4, count: 5 })).toThrow('5 of 4 bits take 3');
  });
});

describe('quantized arrays', () => {
  test('give each row its own scale, and its largest magnitude the largest byte', () => {
    const values = Float32Array.of(0.2, -0.5, 0, 127, 1, -2);
    expect(quantize(values, [2, 3])).toEqual({
      shape: [2, 3],
      scales: [0.0039370079, 1], // 0.5 / 127, 127 / 127
      values: base64(51, 256 - 127, 0, 127, 1, 256 - 2), // 0.2 / (0.5 / 127) = 50.8
    });
  });

  test('hold a single number, and rows of nothing but 0', () => {
    const bias = quantize(Float32Array.of(-0.125), []);
    expect(bias.shape).toEqual([]);
    expect(dequantize(bias)[0]).toBeCloseTo(-0.125, 7);
    expect([...dequantize(quantize(new Float32Array(4), [2, 2]))]).toEqual([0, 0, 0, 0]);
  });

  test('are nowhere farther from the truth than about half a step of their row', () => {
    const magnitude = fc.float({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(magnitude, magnitude, magnitude), { minLength: 1 }), (rows) => {
        const values = Float32Array.from(rows.flat());
        const quantized = quantize(values, [rows.length, 3]);
        for (const [at, value] of dequantize(quantized).entries()) {
          const step = quantized.scales[Math.floor(at / 3)]!;
          expect(Math.abs(value - values[at]!)).toBeLessThanOrEqual(0.51 * step + 1e-38);
        }
      }),
    );
  });
});
