@group(0) @binding(0) var<storage, read> numbers: array<f32>;
@group(0) @binding(1) var<storage, read> topology: array<u32>;
@group(0) @binding(2) var<storage, read> events: array<u32>;
@group(0) @binding(3) var<storage, read_write> tape: array<f32>;
@group(0) @binding(4) var<storage, read_write> bits: array<u32>;
@group(0) @binding(5) var<storage, read_write> errors: array<f32>;
@group(0) @binding(6) var<storage, read_write> results: array<f32>;
@group(0) @binding(7) var<storage, read_write> gradient: array<f32>;

const WIDTH = 256u;
const THRESHOLD = 1f;

override TRAINING = false;
override KEEP_SPIKES = false;
override RESTING = false;
var<workgroup> bits0: array<array<atomic<u32>, 2u>, 2>;
var<workgroup> list0: array<u32, 37u>;
var<workgroup> count0: u32;
var<workgroup> bits1: array<array<atomic<u32>, 1u>, 2>;
var<workgroup> list1: array<u32, 22u>;
var<workgroup> count1: u32;
var<workgroup> bits2: array<array<atomic<u32>, 10u>, 2>;
var<workgroup> list2: array<u32, 300u>;
var<workgroup> count2: u32;
var<workgroup> totals: array<atomic<u32>, 4u>;

@compute @workgroup_size(WIDTH)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) me: u32) {
  let sample = group.x;
  let record = 8u + 5u * sample;
  let steps = events[record + 0u];
  let firstWord = events[record + 2u];
  let row = 32u * firstWord;
  let rows = events[1u];
  let words = events[2u];
  let label = events[record + 3u];
  let feedforward0 = topology[1u];
  let weights0 = topology[7u];
  let leak0 = topology[2u];
  let rate0 = topology[3u];
  let bias0 = topology[4u];
  let firstIn0 = topology[9u];
  let sources0 = topology[10u];
  let feedforward1 = topology[15u];
  let weights1 = topology[21u];
  let leak1 = topology[16u];
  let rate1 = topology[17u];
  let bias1 = topology[18u];
  let firstIn1 = topology[23u];
  let sources1 = topology[24u];
  let feedforward2 = topology[29u];
  let weights2 = topology[35u];
  let leak2 = topology[30u];
  let rate2 = topology[31u];
  let bias2 = topology[32u];
  let firstIn2 = topology[37u];
  let sources2 = topology[38u];
  let feedforward3 = topology[43u];
  let leak3 = topology[44u];
  let rate3 = topology[45u];
  let bias3 = topology[46u];
  let offsets = events[record + 1u];
  var current0: array<f32, 1u>;
  var potential0: array<f32, 1u>;
  var psc0: array<f32, 1u>;
  var fired0: array<u32, 1u>;
  var quiet0: array<u32, 1u>;
  var rest0: array<u32, 1u>;
  var total0 = 0u;
  var current1: array<f32, 1u>;
  var potential1: array<f32, 1u>;
  var psc1: array<f32, 1u>;
  var fired1: array<u32, 1u>;
  var quiet1: array<u32, 1u>;
  var rest1: array<u32, 1u>;
  var total1 = 0u;
  var current2: array<f32, 2u>;
  var potential2: array<f32, 2u>;
  var psc2: array<f32, 2u>;
  var fired2: array<u32, 2u>;
  var quiet2: array<u32, 2u>;
  var rest2: array<u32, 2u>;
  var total2 = 0u;
  var current3: array<f32, 1u>;
  var potential3: array<f32, 1u>;
  var psc3: array<f32, 1u>;
  var fired3: array<u32, 1u>;
  var quiet3: array<u32, 1u>;
  var rest3: array<u32, 1u>;
  var total3 = 0u;
  var score: array<f32, 1u>;
  var lossSum: array<f32, 1u>;
  // The PSC of a neuron that fires at every step.
  var wanted = 0f;
  for (var t = 0u; t < steps; t++) {
    let parity = t & 1u;
    let firstEvent = events[offsets + t];
    let endEvent = events[offsets + t + 1u];
    wanted = 0.75f * wanted + 0.25f;
    for (var k = 0u; k < 1u; k++) {
      let i = k * WIDTH + me;
      if (i < 37u) {
      var drive = numbers[bias0 + i];
      for (var e = firstEvent; e < endEvent; e++) { drive += numbers[feedforward0 + events[e] * 37u + i]; }
      for (var e = topology[firstIn0 + i]; e < topology[firstIn0 + i + 1u]; e++) {
        let source = topology[sources0 + e];
        let word = atomicLoad(&bits0[1u - parity][source >> 5u]);
        if (((word >> (source & 31u)) & 1u) == 1u) { drive += numbers[weights0 + e]; }
      }
      current0[k] = 0.75f * current0[k] + 0.25f * drive;
      let held = potential0[k];
      var membrane = held + (numbers[rate0 + i] * current0[k] - numbers[leak0 + i] * held);
      if (RESTING && rest0[k] > 0u) {
        rest0[k]--;
        membrane = 0f;
      }
      let spike = membrane > THRESHOLD;
      potential0[k] = select(membrane, 0f, spike);
      psc0[k] = 0.75f * psc0[k] + select(0f, 0.25f, spike);
      if (KEEP_SPIKES) { fired0[k] |= select(0u, 1u, spike) << (t & 31u); }
      if (TRAINING) {
        tape[rows * 0u + (row + t) * 37u + i] = membrane;
        quiet0[k] |= select(0u, 1u, psc0[k] < 0.0625f) << (t & 31u);
      }
      if (spike) {
        total0++;
        if (RESTING) { rest0[k] = events[4u]; }
        atomicOr(&bits0[parity][i >> 5u], 1u << (i & 31u));
      }
      if (KEEP_SPIKES && ((t & 31u) == 31u || t + 1u == steps)) {
        bits[words * 0u + (firstWord + (t >> 5u)) * 37u + i] = fired0[k];
        fired0[k] = 0u;
        if (TRAINING) {
        bits[words * 364u + words * 0u + (firstWord + (t >> 5u)) * 37u + i] = quiet0[k];
        quiet0[k] = 0u;
        }
        if ((t & 31u) == 31u && t + 1u == steps) { bits[words * 0u + (firstWord + (t >> 5u)) * 37u + i + 37u] = 0u; }
      }
      }
    }
    workgroupBarrier();
    for (var k = 0u; k < 1u; k++) {
      let i = k * WIDTH + me;
      if (i < 37u) {
      let word = atomicLoad(&bits0[parity][i >> 5u]);
      if (((word >> (i & 31u)) & 1u) == 1u) {
        var rank = countOneBits(word & ((1u << (i & 31u)) - 1u));
        for (var w = 0u; w < (i >> 5u); w++) { rank += countOneBits(atomicLoad(&bits0[parity][w])); }
        list0[rank] = i;
      }
      }
    }
    if (me == 0u) {
      var count = 0u;
      for (var w = 0u; w < 2u; w++) { count += countOneBits(atomicLoad(&bits0[parity][w])); }
      count0 = count;
    }
    for (var w = me; w < 2u; w += WIDTH) { atomicStore(&bits0[1u - parity][w], 0u); }
    workgroupBarrier();
    for (var k = 0u; k < 1u; k++) {
      let i = k * WIDTH + me;
      if (i < 22u) {
      var drive = numbers[bias1 + i];
      for (var e = 0u; e < count0; e++) { drive += numbers[feedforward1 + list0[e] * 22u + i]; }
      for (var e = 0u; e < count1; e++) { drive += numbers[weights1 + i * 22u + list1[e]]; }
      current1[k] = 0.8333333134651184f * current1[k] + 0.1666666716337204f * drive;
      let held = potential1[k];
      var membrane = held + (numbers[rate1 + i] * current1[k] - numbers[leak1 + i] * held);
      if (RESTING && rest1[k] > 0u) {
        rest1[k]--;
        membrane = 0f;
      }
      let spike = membrane > THRESHOLD;
      potential1[k] = select(membrane, 0f, spike);
      psc1[k] = 0.8333333134651184f * psc1[k] + select(0f, 0.1666666716337204f, spike);
      if (KEEP_SPIKES) { fired1[k] |= select(0u, 1u, spike) << (t & 31u); }
      if (TRAINING) {
        tape[rows * 37u + (row + t) * 22u + i] = membrane;
        quiet1[k] |= select(0u, 1u, psc1[k] < 0.0416666679084301f) << (t & 31u);
      }
      if (spike) {
        total1++;
        if (RESTING) { rest1[k] = events[5u]; }
        atomicOr(&bits1[parity][i >> 5u], 1u << (i & 31u));
      }
      if (KEEP_SPIKES && ((t & 31u) == 31u || t + 1u == steps)) {
        bits[words * 37u + (firstWord + (t >> 5u)) * 22u + i] = fired1[k];
        fired1[k] = 0u;
        if (TRAINING) {
        bits[words * 364u + words * 37u + (firstWord + (t >> 5u)) * 22u + i] = quiet1[k];
        quiet1[k] = 0u;
        }
        if ((t & 31u) == 31u && t + 1u == steps) { bits[words * 37u + (firstWord + (t >> 5u)) * 22u + i + 22u] = 0u; }
      }
      }
    }
    workgroupBarrier();
    for (var k = 0u; k < 1u; k++) {
      let i = k * WIDTH + me;
      if (i < 22u) {
      let word = atomicLoad(&bits1[parity][i >> 5u]);
      if (((word >> (i & 31u)) & 1u) == 1u) {
        var rank = countOneBits(word & ((1u << (i & 31u)) - 1u));
        for (var w = 0u; w < (i >> 5u); w++) { rank += countOneBits(atomicLoad(&bits1[parity][w])); }
        list1[rank] = i;
      }
      }
    }
    if (me == 0u) {
      var count = 0u;
      for (var w = 0u; w < 1u; w++) { count += countOneBits(atomicLoad(&bits1[parity][w])); }
      count1 = count;
    }
    for (var w = me; w < 1u; w += WIDTH) { atomicStore(&bits1[1u - parity][w], 0u); }
    workgroupBarrier();
    for (var k = 0u; k < 2u; k++) {
      let i = k * WIDTH + me;
      if (i < 300u) {
      var drive = numbers[bias2 + i];
      for (var e = 0u; e < count1; e++) { drive += numbers[feedforward2 + list1[e] * 300u + i]; }
      for (var e = topology[firstIn2 + i]; e < topology[firstIn2 + i + 1u]; e++) {
        let source = topology[sources2 + e];
        let word = atomicLoad(&bits2[1u - parity][source >> 5u]);
        if (((word >> (source & 31u)) & 1u) == 1u) { drive += numbers[weights2 + e]; }
      }
      current2[k] = 0.75f * current2[k] + 0.25f * drive;
      let held = potential2[k];
      var membrane = held + (numbers[rate2 + i] * current2[k] - numbers[leak2 + i] * held);
      if (RESTING && rest2[k] > 0u) {
        rest2[k]--;
        membrane = 0f;
      }
      let spike = membrane > THRESHOLD;
      potential2[k] = select(membrane, 0f, spike);
      psc2[k] = 0.75f * psc2[k] + select(0f, 0.25f, spike);
      if (KEEP_SPIKES) { fired2[k] |= select(0u, 1u, spike) << (t & 31u); }
      if (TRAINING) {
        tape[rows * 59u + (row + t) * 300u + i] = membrane;
        quiet2[k] |= select(0u, 1u, psc2[k] < 0.0625f) << (t & 31u);
      }
      if (spike) {
        total2++;
        if (RESTING) { rest2[k] = events[6u]; }
        atomicOr(&bits2[parity][i >> 5u], 1u << (i & 31u));
      }
      if (KEEP_SPIKES && ((t & 31u) == 31u || t + 1u == steps)) {
        bits[words * 59u + (firstWord + (t >> 5u)) * 300u + i] = fired2[k];
        fired2[k] = 0u;
        if (TRAINING) {
        bits[words * 364u + words * 59u + (firstWord + (t >> 5u)) * 300u + i] = quiet2[k];
        quiet2[k] = 0u;
        }
        if ((t & 31u) == 31u && t + 1u == steps) { bits[words * 59u + (firstWord + (t >> 5u)) * 300u + i + 300u] = 0u; }
      }
      }
    }
    workgroupBarrier();
    for (var k = 0u; k < 2u; k++) {
      let i = k * WIDTH + me;
      if (i < 300u) {
      let word = atomicLoad(&bits2[parity][i >> 5u]);
      if (((word >> (i & 31u)) & 1u) == 1u) {
        var rank = countOneBits(word & ((1u << (i & 31u)) - 1u));
        for (var w = 0u; w < (i >> 5u); w++) { rank += countOneBits(atomicLoad(&bits2[parity][w])); }
        list2[rank] = i;
      }
      }
    }
    if (me == 0u) {
      var count = 0u;
      for (var w = 0u; w < 10u; w++) { count += countOneBits(atomicLoad(&bits2[parity][w])); }
      count2 = count;
    }
    for (var w = me; w < 10u; w += WIDTH) { atomicStore(&bits2[1u - parity][w], 0u); }
    workgroupBarrier();
    for (var k = 0u; k < 1u; k++) {
      let i = k * WIDTH + me;
      if (i < 5u) {
      var drive = numbers[bias3 + i];
      for (var e = 0u; e < count2; e++) { drive += numbers[feedforward3 + list2[e] * 5u + i]; }
      current3[k] = 0.75f * current3[k] + 0.25f * drive;
      let held = potential3[k];
      var membrane = held + (numbers[rate3 + i] * current3[k] - numbers[leak3 + i] * held);
      if (RESTING && rest3[k] > 0u) {
        rest3[k]--;
        membrane = 0f;
      }
      let spike = false;
      potential3[k] = select(membrane, 0f, spike);
      psc3[k] = membrane;
      if (KEEP_SPIKES) { fired3[k] |= select(0u, 1u, spike) << (t & 31u); }
      if (TRAINING) {
        tape[rows * 359u + (row + t) * 5u + i] = membrane;
        quiet3[k] |= select(0u, 1u, psc3[k] < 0.0625f) << (t & 31u);
      }
      if (spike) {
        total3++;
        if (RESTING) { rest3[k] = events[7u]; }
      }
      score[k] += psc3[k];
      if (KEEP_SPIKES && ((t & 31u) == 31u || t + 1u == steps)) {
        bits[words * 359u + (firstWord + (t >> 5u)) * 5u + i] = fired3[k];
        fired3[k] = 0u;
        if (TRAINING) {
        bits[words * 364u + words * 359u + (firstWord + (t >> 5u)) * 5u + i] = quiet3[k];
        quiet3[k] = 0u;
        }
        if ((t & 31u) == 31u && t + 1u == steps) { bits[words * 359u + (firstWord + (t >> 5u)) * 5u + i + 5u] = 0u; }
      }
      }
    }
  }
  for (var k = 0u; k < 1u; k++) {
    let i = k * WIDTH + me;
    if (i < 5u) {
    results[sample * 10u + i] = score[k];
    results[sample * 10u + 5u + i] = lossSum[k];
    }
  }
  atomicAdd(&totals[0], total0);
  atomicAdd(&totals[1], total1);
  atomicAdd(&totals[2], total2);
  atomicAdd(&totals[3], total3);
  workgroupBarrier();
  if (me < 4u) {
    let spikes = select(0u, words * 728u, KEEP_SPIKES);
    bits[spikes + sample * 4u + me] = atomicLoad(&totals[me]);
  }
}
