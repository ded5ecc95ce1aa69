/** cephes's own types are out of reach of its exports; only what pipeline/base/distributions.ts uses is declared. */
declare module 'cephes' {
  /** Resolves when the functions can be called. */
  export const compiled: Promise<void>;
  /** The regularised incomplete beta function I_x(a, b). */
  export function incbet(a: number, b: number, x: number): number;
  /** The x with I_x(a, b) = y. */
  export function incbi(a: number, b: number, y: number): number;
}
