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

@compute @workgroup_size(WIDTH)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u, @builtin(local_invocation_index) me: u32) {
  let rows = events[1u];
  let words = events[2u];
  let byChannel = events[3u];
  let feedforward0 = topology[1u];
  let i = group.y * WIDTH + me;
  if (i >= 37u) { return; }
  for (var j = group.x; j < 9u; j += groups.x) {
    let at = feedforward0 + j * 37u + i;
    var sum = gradient[at];
    for (var e = events[byChannel + j]; e < events[byChannel + j + 1u]; e++) { sum += errors[rows * 0u + events[e] * 37u + i]; }
    gradient[at] = sum;
  }
}
