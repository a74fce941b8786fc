/**
 * Centred L2 discrepancy of points in the unit cube, squared: how far their shares in boxes that reach from a corner are
 * from the volumes of these. Less is more even.
 * @param points - one or more, coordinates in [0, 1]
 * @see Hickernell1998, Math. Comput. 67, 299-322, eq. 4.9, doi:10.1090/S0025-5718-98-00894-1
 */
export function centredDiscrepancy(points: readonly (readonly number[])[]): number {
  const count = points.length;
  const axes = points[0]!.length;
  let single = 0;
  let pairs = 0;
  for (const one of points) {
    let product = 1;
    for (const value of one) {
      const off = Math.abs(value - 0.5);
      product *= 1 + 0.5 * off - 0.5 * off * off;
    }
    single += product;
    for (const other of points) {
      let both = 1;
      for (let k = 0; k < axes; k++) {
        const [a, b] = [one[k]!, other[k]!];
        both *= 1 + 0.5 * (Math.abs(a - 0.5) + Math.abs(b - 0.5) - Math.abs(a - b));
      }
      pairs += both;
    }
  }
  return (13 / 12) ** axes - (2 / count) * single + pairs / (count * count);
}
