/** Brings a setting into sight: opens whatever hides its field, and moves the focus there. */
export function reveal(path: string): boolean {
  const fields = [...document.querySelectorAll<HTMLElement>('[data-setting]')];
  // The field itself, or the nearest section that has one for it.
  const place = fields
    .filter(({ dataset: { setting = '' } }) => path === setting || path.startsWith(`${setting}.`))
    .sort((a, b) => b.dataset.setting!.length - a.dataset.setting!.length)[0];
  if (place === undefined) return false;
  for (let at: Element | null = place; at !== null; at = at.parentElement) {
    if (at instanceof HTMLDetailsElement) at.open = true;
  }
  const target = place.querySelector<HTMLElement>('input, select, button, summary') ?? place;
  target.focus();
  target.scrollIntoView({ block: 'center' });
  return true;
}
