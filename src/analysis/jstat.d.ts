/** The distributions of jstat that are used here; the package has no types. */
declare module 'jstat' {
  const jstat: {
    readonly studentt: {
      /** P(T ≤ x). */
      cdf(x: number, degrees: number): number;
      /** The x with P(T ≤ x) = p. */
      inv(p: number, degrees: number): number;
    };
    readonly normal: {
      /** The x with P(X ≤ x) = p. */
      inv(p: number, mean: number, std: number): number;
    };
    readonly noncentralt: {
      cdf(x: number, degrees: number, noncentrality: number): number;
    };
    /** ln Γ(x). */
    gammaln(x: number): number;
  };
  export default jstat;
}
