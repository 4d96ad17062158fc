@group(0) @binding(0) var<storage, read> numbers: array<f32>;
@group(0) @binding(1) var<storage, read> topology: array<u32>;
@group(0) @binding(2) var<storage, read> events: array<u32>;
@group(0) @binding(3) var<storage, read_write> tape: array<f32>;
@group(0) @binding(4) var<storage, read_write> bits: array<u32>;
@group(0) @binding(5) var<storage, read_write> errors: array<f32>;
@group(0) @binding(6) var<storage, read_write> results: array<f32>;
@group(0) @binding(7) var<storage, read_write> gradient: array<f32>;

const WIDTH = 32u;
const THRESHOLD = 1f;

override TRAINING = false;
override KEEP_SPIKES = false;
override RESTING = false;
var<workgroup> totals: array<atomic<u32>, 1u>;

@compute @workgroup_size(WIDTH)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) me: u32) {
  let sample = group.x;
  let record = 5u + 5u * sample;
  let steps = events[record + 0u];
  let firstWord = events[record + 2u];
  let row = 32u * firstWord;
  let rows = events[1u];
  let words = events[2u];
  let label = events[record + 3u];
  let feedforward0 = topology[1u];
  let leak0 = topology[2u];
  let rate0 = topology[3u];
  let bias0 = topology[4u];
  let offsets = events[record + 1u];
  var current0: array<f32, 1u>;
  var potential0: array<f32, 1u>;
  var psc0: array<f32, 1u>;
  var fired0: array<u32, 1u>;
  var quiet0: array<u32, 1u>;
  var rest0: array<u32, 1u>;
  var total0 = 0u;
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
      if (i < 5u) {
      var drive = numbers[bias0 + i];
      for (var e = firstEvent; e < endEvent; e++) { drive += numbers[feedforward0 + events[e] * 5u + i]; }
      current0[k] = 0.75f * current0[k] + 0.25f * drive;
      let held = potential0[k];
      var membrane = held + (numbers[rate0 + i] * current0[k] - numbers[leak0 + i] * held);
      if (RESTING && rest0[k] > 0u) {
        rest0[k]--;
        membrane = 0f;
      }
      let spike = false;
      potential0[k] = select(membrane, 0f, spike);
      psc0[k] = membrane;
      if (KEEP_SPIKES) { fired0[k] |= select(0u, 1u, spike) << (t & 31u); }
      if (TRAINING) {
        tape[rows * 0u + (row + t) * 5u + i] = membrane;
        quiet0[k] |= select(0u, 1u, psc0[k] < 0.0625f) << (t & 31u);
      }
      if (spike) {
        total0++;
        if (RESTING) { rest0[k] = events[4u]; }
      }
      score[k] += psc0[k];
      if (KEEP_SPIKES && ((t & 31u) == 31u || t + 1u == steps)) {
        bits[words * 0u + (firstWord + (t >> 5u)) * 5u + i] = fired0[k];
        fired0[k] = 0u;
        if (TRAINING) {
        bits[words * 5u + words * 0u + (firstWord + (t >> 5u)) * 5u + i] = quiet0[k];
        quiet0[k] = 0u;
        }
        if ((t & 31u) == 31u && t + 1u == steps) { bits[words * 0u + (firstWord + (t >> 5u)) * 5u + i + 5u] = 0u; }
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
  workgroupBarrier();
  if (me < 1u) {
    let spikes = select(0u, words * 10u, KEEP_SPIKES);
    bits[spikes + sample * 1u + me] = atomicLoad(&totals[me]);
  }
}
