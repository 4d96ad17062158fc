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
  let edges2 = topology[34u];
  let gradient2 = topology[36u];
  let sources2 = topology[38u];
  let targets2 = topology[39u];
  for (var e = group.x * WIDTH + me; e < edges2; e += groups.x * WIDTH) {
    let i = topology[targets2 + e];
    let j = topology[sources2 + e];
    var sum = gradient[gradient2 + e];
    for (var w = 0u; w < words; w++) {
      var left = bits[words * 59u + w * 300u + j];
      while (left != 0u) {
        let row = 32u * w + countTrailingZeros(left);
        left &= left - 1u;
        sum += errors[rows * 59u + (row + 1u) * 300u + i];
      }
    }
    gradient[gradient2 + e] = sum;
  }
}
