/** cephes's own types are out of reach of its exports; only what pipeline/base/distributions.ts uses is declared. */
declare module 'cephes' {
  /** Resolves when the functions can be called. */
  export const compiled: Promise<void>;
  /** The regularised incomplete beta function I_x(a, b). */
  export function incbet(a: number, b: number, x: number): number;
  /** The x with I_x(a, b) = y. */
  export function incbi(a: number, b: number, y: number): number;
  /** P(X > x) for chi-square with so many degrees of freedom. */
  export function chdtrc(degreesOfFreedom: number, x: number): number;
  /** P(Z <= z) for the standard normal distribution. */
  export function ndtr(z: number): number;
  /** The z with P(Z <= z) = p. */
  export function ndtri(p: number): number;
}
