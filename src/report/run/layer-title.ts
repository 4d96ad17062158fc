/** The title of a panel about one of several hidden layers. */
export function layerTitle(what: string, layer: number, layers: readonly number[]): string {
  const title = layers.length > 1 ? `layer ${layer + 1}: ${what}` : what;
  return title.charAt(0).toUpperCase() + title.slice(1);
}
