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

override NEURONS = false;

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
  let weight = bitcast<f32>(events[record + 4u]);
  var outputError: array<f32, 1u>;
  var membrane0: array<f32, 1u>;
  var future0: array<f32, 1u>;
  var futureAbove0: array<f32, 1u>;
  var carried0: array<f32, 1u>;
  var fresh0: array<f32, 1u>;
  var trace0: array<f32, 1u>;
  var biasSum0: array<f32, 1u>;
  var resistanceSum0: array<f32, 1u>;
  var tauSum0: array<f32, 1u>;
  for (var k = 0u; k < 1u; k++) {
    let i = k * WIDTH + me;
    if (i < 5u) {
    membrane0[k] = tape[rows * 0u + (row + steps) * 5u + i - 5u];
    errors[rows * 0u + (row + steps) * 5u + i] = 0f;
    }
  }
  var largest = 1.25f;
  for (var o = 0u; o < 5u; o++) { largest = max(largest, 5f * results[sample * 10u + o] / f32(steps)); }
  var sum = exp(1.25f - largest);
  for (var o = 0u; o < 5u; o++) { sum += exp(5f * results[sample * 10u + o] / f32(steps) - largest); }
  for (var k = 0u; k < 1u; k++) {
    let i = k * WIDTH + me;
    if (i < 5u) {
    let missed = exp(5f * results[sample * 10u + i] / f32(steps) - largest) / sum - select(0f, 1f, i == label);
    outputError[k] = weight * 5f * missed / f32(steps);
    }
  }
  for (var step = 0u; step < steps; step++) {
    let t = steps - 1u - step;
    for (var k = 0u; k < 1u; k++) {
      let i = k * WIDTH + me;
      if (i < 5u) {
      let above = outputError[k];
      let leak = numbers[leak0 + i];
      let rate = numbers[rate0 + i];
      let kept = 1f - leak;
      let membrane = membrane0[k];
      let spike = false;
      let quiet = ((bits[words * 5u + (firstWord + (t >> 5u)) * 5u + i] >> (t & 31u)) & 1u) == 1u;
      var earlier = 0f;
      if (t > 0u) { earlier = tape[rows * 0u + (row + t - 1u) * 5u + i]; }
      membrane0[k] = earlier;
      let held = select(earlier, 0f, false);
      let increment = membrane - held;
      let delta = above + kept * carried0[k];
      carried0[k] = delta;
      fresh0[k] = rate * delta;
      trace0[k] = 0.75f * trace0[k] + 0.25f * fresh0[k];
      errors[rows * 0u + (row + t) * 5u + i] = trace0[k];
      biasSum0[k] += trace0[k];
      if (NEURONS) {
        resistanceSum0[k] += delta * (increment + leak * held) * leak / rate;
        tauSum0[k] -= delta * increment * leak;
      }
      }
    }
  }
  for (var k = 0u; k < 1u; k++) {
    let i = k * WIDTH + me;
    if (i < 5u) {
    errors[rows * 5u + sample * 15u + 0u + i] = biasSum0[k];
    errors[rows * 5u + sample * 15u + 5u + i] = resistanceSum0[k];
    errors[rows * 5u + sample * 15u + 10u + i] = tauSum0[k];
    }
  }
}
