export function SamplesView() {
  return null;
}
