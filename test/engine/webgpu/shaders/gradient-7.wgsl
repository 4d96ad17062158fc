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

/** Adds kind of sum of neuron i over all samples. */
fn add(i: u32, kind: u32, at: u32) {
  let rows = events[1u];
  var sum = gradient[at];
  for (var b = 0u; b < events[0u]; b++) {
    sum += errors[rows * 364u + b * 1092u + kind * 364u + i];
  }
  gradient[at] = sum;
}

@compute @workgroup_size(WIDTH)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= 364u) { return; }
  if (i >= 0u && i < 37u) { add(i, 0u, topology[5u] + i - 0u); }
  if (i >= 37u && i < 59u) { add(i, 0u, topology[19u] + i - 37u); }
  if (i >= 59u && i < 359u) { add(i, 0u, topology[33u] + i - 59u); }
  if (i >= 359u && i < 364u) { add(i, 0u, topology[47u] + i - 359u); }
  if (NEURONS) {
    let behind = topology[0u];
    add(i, 1u, behind + i);
    add(i, 2u, behind + 364u + i);
  }
}
