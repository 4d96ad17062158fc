/** The style of a report. It is in the page itself, so that one file is all there is. */
import { cssVariables, darkDrawings } from '../../view/palette.ts';

export const STYLE = `
:root { color-scheme: light dark; ${cssVariables('light')} }
@media (prefers-color-scheme: dark) { :root { ${cssVariables('dark')} } }
@media screen and (prefers-color-scheme: dark) {
${darkDrawings(':is(svg, svg *)')}
}
* { box-sizing: border-box; }
html { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--surface); color: var(--ink); overflow-wrap: anywhere; }
main, header, footer, nav { max-width: 1096px; margin: 0 auto; padding: 0 12px; }
header { padding-top: 28px; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 4px; }
h2 { font-size: 1.3rem; line-height: 1.25; margin: 44px 0 8px; padding-top: 10px; border-top: 1px solid var(--line); }
h3 { font-size: 1.05rem; margin: 28px 0 6px; }
p { max-width: 100ch; margin: 8px 0; }
a { color: var(--accent); }
code { font: 0.88em ui-monospace, "SF Mono", Menlo, "Liberation Mono", monospace; }
.lead { color: var(--soft); margin-top: 0; }
.note { color: var(--soft); font-size: 0.9rem; }
.warning { border-left: 4px solid var(--warn); padding-left: 10px; }
summary { cursor: pointer; color: var(--accent); padding: 6px 0; }
table:has(td.wrap) { width: 100%; }
nav ul { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 14px 0 0; padding: 0; list-style: none; font-size: 0.92rem; }
nav a { display: inline-block; padding: 3px 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(165px, 45%), 1fr)); gap: 10px; margin: 16px 0; }
.tiles > div { background: var(--ground); border-radius: 8px; padding: 10px; }
.tiles dt { color: var(--soft); font-size: 0.82rem; line-height: 1.3; }
.tiles dd { margin: 2px 0 0; font-size: 1.05rem; line-height: 1.3; font-weight: 600; font-variant-numeric: tabular-nums; }
.tiles dd small { display: block; font-size: 0.8rem; font-weight: 400; color: var(--soft); }
figure { margin: 18px 0 26px; }
figcaption { font-size: 0.9rem; max-width: 110ch; margin-top: 8px; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 345px)); gap: 10px 18px; }
.panel { margin: 0; min-width: 0; }
.panel.full { max-width: 760px; grid-column: 1 / -1; }
.panel .legend { margin: 0 0 4px; font-size: 0.8rem; gap: 0 12px; }
.panel-title { font-size: 0.88rem; font-weight: 600; line-height: 1.3; margin: 0 0 2px; }
figure svg, figure img { display: block; width: 100%; height: auto; overflow: visible; }
figure svg { font: 11px system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif; color: var(--ink); }
.on-wide { display: none; }
@media (min-width: 800px) { .on-narrow { display: none; } .on-wide { display: block; } }
.legend { display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 4px 0 8px; padding: 0; list-style: none; font-size: 0.85rem; }
.legend li { display: flex; align-items: center; gap: 6px; }
.legend svg { width: 30px; height: 14px; flex: none; }
.scroll { overflow-x: auto; margin: 14px 0 22px; }
.scroll:focus-visible, a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; font-size: 0.88rem; line-height: 1.4; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
caption { text-align: left; font-size: 0.9rem; padding-bottom: 6px; }
caption > span { display: block; position: sticky; left: 0; width: max-content; max-width: min(110ch, calc(100vw - 40px)); overflow-wrap: anywhere; }
th, td { padding: 4px 12px 4px 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
thead th { border-bottom: 2px solid var(--ink); vertical-align: bottom; line-height: 1.25; }
tbody th { font-weight: 400; white-space: nowrap; }
th.number, td.number { text-align: right; padding-left: 8px; }
tbody td:not(.wrap) { white-space: nowrap; }
thead th { min-width: 4.5em; max-width: 11em; }
tbody td.wrap { min-width: 12em; overflow-wrap: anywhere; }
.number-label { font-weight: 600; }
footer { margin-top: 48px; padding-top: 14px; padding-bottom: 40px; border-top: 1px solid var(--line); color: var(--soft); font-size: 0.88rem; }
@media print {
  :root { color-scheme: light; ${cssVariables('light')} }
  @page { size: A4; margin: 16mm 15mm; }
  html { font-size: 9.5pt; line-height: 1.4; }
  h2 { margin-top: 24px; }
  figure { margin: 10px 0 14px; }
  body { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main, header, footer, nav { max-width: none; padding: 0; }
  nav, .all-settings { display: none; }
  p, figcaption { max-width: none; }
  h2 { break-after: avoid; }
  h3, .panel-title, caption { break-after: avoid; }
  figure, tr, .tiles > div, .scroll:not(:has(tbody tr:nth-child(16))) { break-inside: avoid; }
  tbody tr:first-child { break-before: avoid; }
  .scroll { overflow: visible; }
  table { font-size: 8pt; }
  caption > span { position: static; width: auto; max-width: none; }
  tbody th { white-space: normal; overflow-wrap: anywhere; min-width: 13em; }
  tbody td.wrap { min-width: 0; }
  th, td { padding-right: 6px; }
  thead { display: table-header-group; }
  .on-narrow { display: none; } .on-wide { display: block; }
  .panels { grid-template-columns: repeat(2, 1fr); }
  .panels:has(> :nth-child(2)) .panel.full { grid-column: auto; }
  .panels:has(> :nth-child(2)) .on-narrow { display: block; }
  .panels:has(> :nth-child(2)) .on-wide { display: none; }
  .panels:has(> :nth-child(5)) { grid-template-columns: repeat(3, 1fr); }
}
`;
