/** Where the pointer is in a picture, from 0 to 1 in both directions. */
export function pointIn(
  event: PointerEvent & { currentTarget: SVGSVGElement },
): readonly [x: number, y: number] {
  const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
  return [(event.clientX - left) / width, (event.clientY - top) / height];
}
