/**
 * How long a secret is made before it is sealed, so that its length says little.
 *
 * Padmé of Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and Communication
 * with PURBs" (PoPETs 2019): the result has only O(log log size) possible fractions.
 */

/** Return the length a blob of `size` bytes is padded to, at most 12 % more. */
export function padme(size: number): number {
  if (size < 2) return size;
  const exponent = bits(size) - 1;
  const step = 2 ** (exponent - bits(exponent));
  return Math.ceil(size / step) * step;
}

const bits = (number: number): number => number.toString(2).length;
