// The inner loop of both input sums and gradient sums: rows of 16 floats, picked from a table by a list
// of row numbers, are added up. Two rows are added to each other first, which halves the chain of
// dependent additions. (Eight sums at once would need more registers than V8 allots.)

/**
 * @param rows first and last address of the row numbers, u32
 * @param sum [16] where the sum goes; if `keep`, it is added to what is there
 */
// @ts-ignore: decorator
@inline
export function addRows(table: usize, rows: usize, last: usize, sum: usize, keep: bool): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  if (keep) {
    a = v128.load(sum);
    b = v128.load(sum, 16);
    c = v128.load(sum, 32);
    d = v128.load(sum, 48);
  }
  let r = rows;
  for (; r + 4 < last; r += 8) {
    const row = table + ((<usize>load<u32>(r)) << 6);
    const other = table + ((<usize>load<u32>(r, 4)) << 6);
    a = f32x4.add(a, f32x4.add(v128.load(row), v128.load(other)));
    b = f32x4.add(b, f32x4.add(v128.load(row, 16), v128.load(other, 16)));
    c = f32x4.add(c, f32x4.add(v128.load(row, 32), v128.load(other, 32)));
    d = f32x4.add(d, f32x4.add(v128.load(row, 48), v128.load(other, 48)));
  }
  if (r < last) {
    const row = table + ((<usize>load<u32>(r)) << 6);
    a = f32x4.add(a, v128.load(row));
    b = f32x4.add(b, v128.load(row, 16));
    c = f32x4.add(c, v128.load(row, 32));
    d = f32x4.add(d, v128.load(row, 48));
  }
  v128.store(sum, a);
  v128.store(sum, b, 16);
  v128.store(sum, c, 32);
  v128.store(sum, d, 48);
}
