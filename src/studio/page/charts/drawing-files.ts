/** A drawing of the page as a file, which needs nothing of the page: in light colours, without its links. */
import { standAlone } from '../../../view/figures/stand-alone.ts';
import { THEMES } from '../../../view/palette.ts';

const SCALE = 2;
const { surface } = THEMES.light;

export function drawingSvg(drawing: SVGSVGElement): string {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  for (const each of copy.querySelectorAll('a')) each.replaceWith(...each.childNodes);
  for (const each of copy.querySelectorAll('[data-touch]')) each.remove();
  const ground = document.createElementNS(copy.namespaceURI!, 'rect');
  for (const [name, value] of [
    ['width', '100%'],
    ['height', '100%'],
    ['fill', surface],
  ] as const) {
    ground.setAttribute(name, value);
  }
  copy.prepend(ground);
  copy.removeAttribute('role');
  return standAlone(copy.outerHTML);
}

export async function drawingPng(drawing: SVGSVGElement): Promise<Blob> {
  const { width, height } = drawing.viewBox.baseVal;
  const address = URL.createObjectURL(new Blob([drawingSvg(drawing)], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = SCALE * width;
    canvas.height = SCALE * height;
    const context = canvas.getContext('2d')!;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((blob) =>
        blob ? resolve(blob) : reject(new Error('The picture is too large.')),
      ),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}
