// Products of dense float64 matrices for systems whose layers are not sparse: a module of its own.

/** Rows and columns of the result that a loop keeps in registers. */
const SIDE: i32 = 4;

/** One row of four results; b holds their factors in two vectors. */
// @ts-ignore: decorator
@inline
function add(sum: v128, factor: usize, b: v128): v128 {
  return f64x2.add(sum, f64x2.mul(v128.load64_splat(factor), b));
}

/**
 * C += A·B, each sum in the order of its inner index, so that no bit depends on how a product is cut
 * into tiles. C is [rows][columns] and B [inner][columns], both without gaps and with multiples of 4
 * as rows and columns; element (i, k) of A is at `a + i · aRow + k · aInner` bytes.
 */
export function addProduct(
  c: usize,
  a: usize,
  b: usize,
  rows: i32,
  inner: i32,
  columns: i32,
  aRow: usize,
  aInner: usize,
): void {
  const width = (<usize>columns) << 3;
  for (let i: i32 = 0; i < rows; i += SIDE) {
    const a0 = a + <usize>i * aRow;
    for (let j: i32 = 0; j < columns; j += SIDE) {
      const at = c + <usize>i * width + ((<usize>j) << 3);
      const at1 = at + width;
      const at2 = at1 + width;
      const at3 = at2 + width;
      let c00 = v128.load(at);
      let c01 = v128.load(at, 16);
      let c10 = v128.load(at1);
      let c11 = v128.load(at1, 16);
      let c20 = v128.load(at2);
      let c21 = v128.load(at2, 16);
      let c30 = v128.load(at3);
      let c31 = v128.load(at3, 16);
      let from = b + ((<usize>j) << 3);
      let factor = a0;
      for (let k: i32 = 0; k < inner; k++) {
        const left = v128.load(from);
        const right = v128.load(from, 16);
        const factor1 = factor + aRow;
        const factor2 = factor1 + aRow;
        const factor3 = factor2 + aRow;
        c00 = add(c00, factor, left);
        c01 = add(c01, factor, right);
        c10 = add(c10, factor1, left);
        c11 = add(c11, factor1, right);
        c20 = add(c20, factor2, left);
        c21 = add(c21, factor2, right);
        c30 = add(c30, factor3, left);
        c31 = add(c31, factor3, right);
        from += width;
        factor += aInner;
      }
      v128.store(at, c00);
      v128.store(at, c01, 16);
      v128.store(at1, c10);
      v128.store(at1, c11, 16);
      v128.store(at2, c20);
      v128.store(at2, c21, 16);
      v128.store(at3, c30);
      v128.store(at3, c31, 16);
    }
  }
}

/** Writes `from` [rows][columns] to `to` [columns][width], turned over; width is at least `rows`. */
export function transpose(to: usize, from: usize, rows: i32, columns: i32, width: i32): void {
  const step = (<usize>width) << 3;
  for (let i: i32 = 0; i < rows; i++) {
    let out = to + ((<usize>i) << 3);
    for (let j: i32 = 0; j < columns; j++) {
      store<f64>(out, load<f64>(from));
      from += 8;
      out += step;
    }
  }
}

/** Σ over the rows `first` … `last` − 1 of `list` (u32) of B's rows, added to `sum` [columns]; columns is even. */
export function addRows(
  sum: usize,
  b: usize,
  list: usize,
  first: i32,
  last: i32,
  columns: i32,
): void {
  const width = (<usize>columns) << 3;
  const end = list + ((<usize>last) << 2);
  for (let entry = list + ((<usize>first) << 2); entry < end; entry += 4) {
    addRow(sum, b + <usize>load<u32>(entry) * width, width);
  }
}

/** `row` [columns] added to the rows of B that the list names, as `addRows` reads them. */
export function addToRows(
  b: usize,
  row: usize,
  list: usize,
  first: i32,
  last: i32,
  columns: i32,
): void {
  const width = (<usize>columns) << 3;
  const end = list + ((<usize>last) << 2);
  for (let entry = list + ((<usize>first) << 2); entry < end; entry += 4) {
    addRow(b + <usize>load<u32>(entry) * width, row, width);
  }
}

// @ts-ignore: decorator
@inline
function addRow(to: usize, from: usize, bytes: usize): void {
  for (const end = to + bytes; to < end; to += 16) {
    v128.store(to, f64x2.add(v128.load(to), v128.load(from)));
    from += 16;
  }
}

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const INVERSE_LN2: f64 = 1.4426950408889634;
const LARGEST: f64 = 709.782712893384;
const SMALLEST: f64 = -708;

/** 1/k!, as core/math.ts computes it. */
const INVERSE_13: f64 = 1.6059043836821616e-10;
const INVERSE_12: f64 = 2.08767569878681e-9;
const INVERSE_11: f64 = 2.505210838544172e-8;
const INVERSE_10: f64 = 2.7557319223985894e-7;
const INVERSE_9: f64 = 0.0000027557319223985893;
const INVERSE_8: f64 = 0.0000248015873015873;
const INVERSE_7: f64 = 0.0001984126984126984;
const INVERSE_6: f64 = 0.001388888888888889;
const INVERSE_5: f64 = 0.008333333333333333;
const INVERSE_4: f64 = 0.041666666666666664;
const INVERSE_3: f64 = 0.16666666666666666;

/** One step of Horner's method. */
// @ts-ignore: decorator
@inline
function horner(sum: v128, r: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(sum, r), f64x2.splat(coefficient));
}

/** 2^k of whole numbers. */
// @ts-ignore: decorator
@inline
function powerOfTwo(k: v128): v128 {
  return i64x2.shl(i64x2.add(k, i64x2.splat(1023)), 52);
}

/** e^x with the bits of `exp` in core/math.ts. */
// @ts-ignore: decorator
@inline
function exponential(given: v128): v128 {
  const x = f64x2.max(f64x2.min(given, f64x2.splat(LARGEST)), f64x2.splat(SMALLEST));
  // Rounded with halves upwards, as Math.round does.
  const scaled = f64x2.mul(x, f64x2.splat(INVERSE_LN2));
  const below = f64x2.floor(scaled);
  const up = f64x2.ge(f64x2.sub(scaled, below), f64x2.splat(0.5));
  const k = f64x2.add(below, v128.and(up, f64x2.splat(1)));
  const r = f64x2.sub(
    f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HIGH))),
    f64x2.mul(k, f64x2.splat(LN2_LOW)),
  );
  let sum = f64x2.splat(INVERSE_13);
  sum = horner(sum, r, INVERSE_12);
  sum = horner(sum, r, INVERSE_11);
  sum = horner(sum, r, INVERSE_10);
  sum = horner(sum, r, INVERSE_9);
  sum = horner(sum, r, INVERSE_8);
  sum = horner(sum, r, INVERSE_7);
  sum = horner(sum, r, INVERSE_6);
  sum = horner(sum, r, INVERSE_5);
  sum = horner(sum, r, INVERSE_4);
  sum = horner(sum, r, INVERSE_3);
  sum = horner(sum, r, 0.5);
  sum = horner(sum, r, 1);
  sum = horner(sum, r, 1);
  const whole = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  const half = i64x2.shr_s(whole, 1);
  const value = f64x2.mul(f64x2.mul(sum, powerOfTwo(half)), powerOfTwo(i64x2.sub(whole, half)));
  const bounded = v128.bitselect(
    f64x2.splat(Infinity),
    value,
    f64x2.gt(given, f64x2.splat(LARGEST)),
  );
  return v128.andnot(bounded, f64x2.lt(given, f64x2.splat(SMALLEST)));
}

/** 1/(1 + e^−x) of `count` numbers in place; one more is overwritten if the count is odd. */
export function logistic(at: usize, count: i32): void {
  const one = f64x2.splat(1);
  for (const end = at + ((<usize>count) << 3); at < end; at += 16) {
    v128.store(at, f64x2.div(one, f64x2.add(one, exponential(f64x2.neg(v128.load(at))))));
  }
}

/** tanh x of `count` numbers in place, as `logistic`. */
export function tanh(at: usize, count: i32): void {
  const one = f64x2.splat(1);
  const two = f64x2.splat(2);
  for (const end = at + ((<usize>count) << 3); at < end; at += 16) {
    const power = exponential(f64x2.mul(two, v128.load(at)));
    v128.store(at, f64x2.sub(one, f64x2.div(two, f64x2.add(power, one))));
  }
}
