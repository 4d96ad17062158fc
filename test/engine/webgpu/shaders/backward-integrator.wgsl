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

override NEURONS = false;
var<workgroup> error0: array<f32, 37u>;
var<workgroup> error1: array<f32, 22u>;
var<workgroup> error2: array<f32, 300u>;
var<workgroup> error3: array<f32, 5u>;

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
  let firstOut0 = topology[12u];
  let outTargets0 = topology[13u];
  let outEdges0 = topology[14u];
  let feedforward1 = topology[15u];
  let weights1 = topology[21u];
  let leak1 = topology[16u];
  let rate1 = topology[17u];
  let firstOut1 = topology[26u];
  let outTargets1 = topology[27u];
  let outEdges1 = topology[28u];
  let feedforward2 = topology[29u];
  let weights2 = topology[35u];
  let leak2 = topology[30u];
  let rate2 = topology[31u];
  let firstOut2 = topology[40u];
  let outTargets2 = topology[41u];
  let outEdges2 = topology[42u];
  let feedforward3 = topology[43u];
  let leak3 = topology[44u];
  let rate3 = topology[45u];
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
    if (i < 37u) {
    membrane0[k] = tape[rows * 0u + (row + steps) * 37u + i - 37u];
    errors[rows * 0u + (row + steps) * 37u + i] = 0f;
    }
  }
  var membrane1: array<f32, 1u>;
  var future1: array<f32, 1u>;
  var futureAbove1: array<f32, 1u>;
  var carried1: array<f32, 1u>;
  var fresh1: array<f32, 1u>;
  var trace1: array<f32, 1u>;
  var biasSum1: array<f32, 1u>;
  var resistanceSum1: array<f32, 1u>;
  var tauSum1: array<f32, 1u>;
  for (var k = 0u; k < 1u; k++) {
    let i = k * WIDTH + me;
    if (i < 22u) {
    membrane1[k] = tape[rows * 37u + (row + steps) * 22u + i - 22u];
    errors[rows * 37u + (row + steps) * 22u + i] = 0f;
    }
  }
  var membrane2: array<f32, 2u>;
  var future2: array<f32, 2u>;
  var futureAbove2: array<f32, 2u>;
  var carried2: array<f32, 2u>;
  var fresh2: array<f32, 2u>;
  var trace2: array<f32, 2u>;
  var biasSum2: array<f32, 2u>;
  var resistanceSum2: array<f32, 2u>;
  var tauSum2: array<f32, 2u>;
  for (var k = 0u; k < 2u; k++) {
    let i = k * WIDTH + me;
    if (i < 300u) {
    membrane2[k] = tape[rows * 59u + (row + steps) * 300u + i - 300u];
    errors[rows * 59u + (row + steps) * 300u + i] = 0f;
    }
  }
  var membrane3: array<f32, 1u>;
  var future3: array<f32, 1u>;
  var futureAbove3: array<f32, 1u>;
  var carried3: array<f32, 1u>;
  var fresh3: array<f32, 1u>;
  var trace3: array<f32, 1u>;
  var biasSum3: array<f32, 1u>;
  var resistanceSum3: array<f32, 1u>;
  var tauSum3: array<f32, 1u>;
  for (var k = 0u; k < 1u; k++) {
    let i = k * WIDTH + me;
    if (i < 5u) {
    membrane3[k] = tape[rows * 359u + (row + steps) * 5u + i - 5u];
    errors[rows * 359u + (row + steps) * 5u + i] = 0f;
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
      let leak = numbers[leak3 + i];
      let rate = numbers[rate3 + i];
      let kept = 1f - leak;
      let membrane = membrane3[k];
      let spike = false;
      let quiet = ((bits[words * 723u + (firstWord + (t >> 5u)) * 5u + i] >> (t & 31u)) & 1u) == 1u;
      var earlier = 0f;
      if (t > 0u) { earlier = tape[rows * 359u + (row + t - 1u) * 5u + i]; }
      membrane3[k] = earlier;
      let held = select(earlier, 0f, false);
      let increment = membrane - held;
      let delta = above + kept * carried3[k];
      carried3[k] = delta;
      fresh3[k] = rate * delta;
      trace3[k] = 0.75f * trace3[k] + 0.25f * fresh3[k];
      errors[rows * 359u + (row + t) * 5u + i] = trace3[k];
      biasSum3[k] += trace3[k];
      if (NEURONS) {
        resistanceSum3[k] += delta * (increment + leak * held) * leak / rate;
        tauSum3[k] -= delta * increment * leak;
      }
      }
    }
    workgroupBarrier();
    for (var k = 0u; k < 1u; k++) {
      let i = k * WIDTH + me;
      if (i < 5u) {
      error3[i] = fresh3[k];
      }
    }
    workgroupBarrier();
    for (var k = 0u; k < 2u; k++) {
      let i = k * WIDTH + me;
      if (i < 300u) {
      var above = 0f;
      for (var p = 0u; p < 5u; p++) {
        above += numbers[feedforward3 + i * 5u + p] * error3[p];
      }
      var own = 0f;
      for (var e = topology[firstOut2 + i]; e < topology[firstOut2 + i + 1u]; e++) {
        own += numbers[weights2 + topology[outEdges2 + e]] * error2[topology[outTargets2 + e]];
      }
      future2[k] = 0.75f * future2[k] + 0.25f * (above + own);
      let G = future2[k];
      let leak = numbers[leak2 + i];
      let rate = numbers[rate2 + i];
      let kept = 1f - leak;
      let membrane = membrane2[k];
      let spike = membrane > THRESHOLD;
      let quiet = ((bits[words * 423u + (firstWord + (t >> 5u)) * 300u + i] >> (t & 31u)) & 1u) == 1u;
      var earlier = 0f;
      if (t > 0u) { earlier = tape[rows * 59u + (row + t - 1u) * 300u + i]; }
      membrane2[k] = earlier;
      let held = select(earlier, 0f, earlier > THRESHOLD);
      let increment = membrane - held;
      let after = carried2[k];
      let inverse = select(0f, clamp(1f / increment, 0f, 8f), spike);
      let through = inverse * G + after * membrane * inverse * leak + select(after * kept, 0f, spike);
      carried2[k] = select(after * kept, through, spike);
      let x = clamp((THRESHOLD - membrane) * 5f, (-8f), 8f);
      let sigma = 1f / (1f + exp(-x));
      let delta = select(through, G * sigma * (1f - sigma) * 5f, quiet);
      fresh2[k] = rate * delta;
      trace2[k] = 0.75f * trace2[k] + 0.25f * fresh2[k];
      errors[rows * 59u + (row + t) * 300u + i] = trace2[k];
      biasSum2[k] += trace2[k];
      if (NEURONS) {
        resistanceSum2[k] += delta * (increment + leak * held) * leak / rate;
        tauSum2[k] -= delta * increment * leak;
      }
      }
    }
    workgroupBarrier();
    for (var k = 0u; k < 2u; k++) {
      let i = k * WIDTH + me;
      if (i < 300u) {
      error2[i] = fresh2[k];
      }
    }
    workgroupBarrier();
    for (var k = 0u; k < 1u; k++) {
      let i = k * WIDTH + me;
      if (i < 22u) {
      var above = 0f;
      for (var p = 0u; p < 300u; p++) {
        above += numbers[feedforward2 + i * 300u + p] * error2[p];
      }
      var own = 0f;
      for (var j = 0u; j < 22u; j++) { own += numbers[weights1 + j * 22u + i] * error1[j]; }
      future1[k] = 0.8333333134651184f * future1[k] + 0.1666666716337204f * (own);
      futureAbove1[k] = 0.75f * futureAbove1[k] + 0.25f * (above);
      let G = future1[k] + futureAbove1[k];
      let leak = numbers[leak1 + i];
      let rate = numbers[rate1 + i];
      let kept = 1f - leak;
      let membrane = membrane1[k];
      let spike = membrane > THRESHOLD;
      let quiet = ((bits[words * 401u + (firstWord + (t >> 5u)) * 22u + i] >> (t & 31u)) & 1u) == 1u;
      var earlier = 0f;
      if (t > 0u) { earlier = tape[rows * 37u + (row + t - 1u) * 22u + i]; }
      membrane1[k] = earlier;
      let held = select(earlier, 0f, earlier > THRESHOLD);
      let increment = membrane - held;
      let after = carried1[k];
      let inverse = select(0f, clamp(1f / increment, 0f, 8f), spike);
      let through = inverse * G + after * membrane * inverse * leak + select(after * kept, 0f, spike);
      carried1[k] = select(after * kept, through, spike);
      let x = clamp((THRESHOLD - membrane) * 5f, (-8f), 8f);
      let sigma = 1f / (1f + exp(-x));
      let delta = select(through, G * sigma * (1f - sigma) * 5f, quiet);
      fresh1[k] = rate * delta;
      trace1[k] = 0.8333333134651184f * trace1[k] + 0.1666666716337204f * fresh1[k];
      errors[rows * 37u + (row + t) * 22u + i] = trace1[k];
      biasSum1[k] += trace1[k];
      if (NEURONS) {
        resistanceSum1[k] += delta * (increment + leak * held) * leak / rate;
        tauSum1[k] -= delta * increment * leak;
      }
      }
    }
    workgroupBarrier();
    for (var k = 0u; k < 1u; k++) {
      let i = k * WIDTH + me;
      if (i < 22u) {
      error1[i] = fresh1[k];
      }
    }
    workgroupBarrier();
    for (var k = 0u; k < 1u; k++) {
      let i = k * WIDTH + me;
      if (i < 37u) {
      var above = 0f;
      for (var p = 0u; p < 22u; p++) {
        above += numbers[feedforward1 + i * 22u + p] * error1[p];
      }
      var own = 0f;
      for (var e = topology[firstOut0 + i]; e < topology[firstOut0 + i + 1u]; e++) {
        own += numbers[weights0 + topology[outEdges0 + e]] * error0[topology[outTargets0 + e]];
      }
      future0[k] = 0.75f * future0[k] + 0.25f * (own);
      futureAbove0[k] = 0.8333333134651184f * futureAbove0[k] + 0.1666666716337204f * (above);
      let G = future0[k] + futureAbove0[k];
      let leak = numbers[leak0 + i];
      let rate = numbers[rate0 + i];
      let kept = 1f - leak;
      let membrane = membrane0[k];
      let spike = membrane > THRESHOLD;
      let quiet = ((bits[words * 364u + (firstWord + (t >> 5u)) * 37u + i] >> (t & 31u)) & 1u) == 1u;
      var earlier = 0f;
      if (t > 0u) { earlier = tape[rows * 0u + (row + t - 1u) * 37u + i]; }
      membrane0[k] = earlier;
      let held = select(earlier, 0f, earlier > THRESHOLD);
      let increment = membrane - held;
      let after = carried0[k];
      let inverse = select(0f, clamp(1f / increment, 0f, 8f), spike);
      let through = inverse * G + after * membrane * inverse * leak + select(after * kept, 0f, spike);
      carried0[k] = select(after * kept, through, spike);
      let x = clamp((THRESHOLD - membrane) * 5f, (-8f), 8f);
      let sigma = 1f / (1f + exp(-x));
      let delta = select(through, G * sigma * (1f - sigma) * 5f, quiet);
      fresh0[k] = rate * delta;
      trace0[k] = 0.75f * trace0[k] + 0.25f * fresh0[k];
      errors[rows * 0u + (row + t) * 37u + i] = trace0[k];
      biasSum0[k] += trace0[k];
      if (NEURONS) {
        resistanceSum0[k] += delta * (increment + leak * held) * leak / rate;
        tauSum0[k] -= delta * increment * leak;
      }
      }
    }
    workgroupBarrier();
    for (var k = 0u; k < 1u; k++) {
      let i = k * WIDTH + me;
      if (i < 37u) {
      error0[i] = fresh0[k];
      }
    }
    workgroupBarrier();
  }
  for (var k = 0u; k < 1u; k++) {
    let i = k * WIDTH + me;
    if (i < 37u) {
    errors[rows * 364u + sample * 1092u + 0u + i] = biasSum0[k];
    errors[rows * 364u + sample * 1092u + 364u + i] = resistanceSum0[k];
    errors[rows * 364u + sample * 1092u + 728u + i] = tauSum0[k];
    }
  }
  for (var k = 0u; k < 1u; k++) {
    let i = k * WIDTH + me;
    if (i < 22u) {
    errors[rows * 364u + sample * 1092u + 37u + i] = biasSum1[k];
    errors[rows * 364u + sample * 1092u + 401u + i] = resistanceSum1[k];
    errors[rows * 364u + sample * 1092u + 765u + i] = tauSum1[k];
    }
  }
  for (var k = 0u; k < 2u; k++) {
    let i = k * WIDTH + me;
    if (i < 300u) {
    errors[rows * 364u + sample * 1092u + 59u + i] = biasSum2[k];
    errors[rows * 364u + sample * 1092u + 423u + i] = resistanceSum2[k];
    errors[rows * 364u + sample * 1092u + 787u + i] = tauSum2[k];
    }
  }
  for (var k = 0u; k < 1u; k++) {
    let i = k * WIDTH + me;
    if (i < 5u) {
    errors[rows * 364u + sample * 1092u + 359u + i] = biasSum3[k];
    errors[rows * 364u + sample * 1092u + 723u + i] = resistanceSum3[k];
    errors[rows * 364u + sample * 1092u + 1087u + i] = tauSum3[k];
    }
  }
}
