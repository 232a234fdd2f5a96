/** Black on white, one column, nothing from elsewhere; A4 and Letter by the choice of whoever prints. */
export const STYLE = `
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0; background: #fff; color: #111; font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; overflow-wrap: anywhere; }
main { max-width: 1040px; margin: 0 auto; padding: 24px 20px 60px; }
h1 { font-size: 28px; line-height: 1.2; margin: 0 0 14px; }
h2 { font-size: 21px; margin: 40px 0 12px; padding-top: 10px; border-top: 2px solid #111; }
h3 { font-size: 17px; margin: 26px 0 8px; }
h4 { font-size: 15px; margin: 18px 0 6px; }
p { margin: 8px 0; max-width: 78ch; }
code { font: 13px/1.4 ui-monospace, "DejaVu Sans Mono", Consolas, monospace; }
.kicker { margin: 0; color: #444; }
.kind { font-weight: normal; font-size: 14px; color: #555; }
.small, .more, figcaption { font-size: 13.5px; color: #333; }
.simulated, .real { max-width: none; padding: 10px 14px; border: 3px solid #111; }
.simulated { background: repeating-linear-gradient(-45deg, #fff, #fff 12px, #f2f2f2 12px, #f2f2f2 24px); border-style: dashed; }
.simulated strong { font-size: 18px; letter-spacing: 0.04em; }
.outcome { font-size: 20px; font-weight: 600; margin: 16px 0 8px; max-width: none; padding-left: 12px; border-left: 8px solid #555; }
.outcome.good { border-color: #00724f; } .outcome.warn { border-color: #b07700; } .outcome.bad { border-color: #b23a00; }
.outcome.good .sign { color: #00724f; } .outcome.warn .sign { color: #8a5d00; } .outcome.bad .sign { color: #b23a00; }
.missing, .insufficient { border-left: 4px solid #b23a00; padding: 2px 12px; margin: 10px 0; }
.main-results { list-style: none; margin: 16px 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(260px, 1fr)); gap: 12px; }
.main-results li { border: 1px solid #999; border-radius: 4px; padding: 10px 14px; }
.main-results .label, .main-results .number, .main-results .small { display: block; }
.main-results .number { font-size: 24px; font-weight: 600; line-height: 1.3; }
dl { margin: 12px 0; } dl > div { display: grid; grid-template-columns: 190px minmax(0, 1fr); gap: 12px; padding: 3px 0; border-bottom: 1px solid #e4e4e4; }
dt { color: #444; } dd { margin: 0; }
.figure { margin: 18px 0 26px; max-width: 800px; }
.figure-title { font-weight: 600; margin: 0 0 4px; }
.scroll { overflow-x: auto; max-width: 100%; }
svg.drawing { display: block; width: 100%; min-width: 700px; height: auto; }
.key { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 6px 0; padding: 0; font-size: 13.5px; }
svg.swatch { width: 26px; height: 14px; vertical-align: -2px; }
figcaption { margin: 4px 0; }
table { border-collapse: collapse; font-size: 13.5px; line-height: 1.35; margin: 10px 0; min-width: 40%; }
th, td { padding: 4px 10px 4px 0; vertical-align: top; border-bottom: 1px solid #ddd; text-align: left; min-width: 4ch; overflow-wrap: break-word; }
th { border-bottom: 1.5px solid #111; font-weight: 600; vertical-align: bottom; }
th.right, td.right { text-align: right; padding-right: 16px; font-variant-numeric: tabular-nums; }
td.right { white-space: nowrap; }
.evidence { margin: 0; padding-left: 16px; }
details { margin: 6px 0; } summary { cursor: pointer; font-size: 13.5px; color: #0b4a7a; }
.method { font-size: 14px; }
footer { margin-top: 40px; font-size: 13px; color: #444; border-top: 1px solid #999; }
@media (max-width: 640px) {
  main { padding: 14px 12px 40px; } h1 { font-size: 23px; }
  dl > div { grid-template-columns: minmax(0, 1fr); gap: 0; }
}
@page { margin: 14mm 15mm; }
@media print {
  body { font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  h1, h2, h3, h4, .figure-title, summary { break-after: avoid; }
  h2 { margin-top: 24px; }
  .whole, tr, dl > div, .main-results li, .simulated, .real, .missing, .outcome { break-inside: avoid; }
  thead { display: table-header-group; }
  .figure { break-inside: avoid-page; max-width: none; }
  .scroll { overflow: visible; }
  svg.drawing { min-width: 0; }
  table { font-size: 9pt; } th, td { overflow-wrap: anywhere; padding-right: 7px; } td.right { white-space: normal; } .result > .small { break-after: avoid; }
  details:not([open]) { display: none; }
  svg.drawing, svg.swatch, .simulated { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
}
`;
