"""The look of a report's page: plain CSS, light and dark, on a phone too."""

STYLE = """
:root { color-scheme: light dark; --ground: #f6f5f1; --card: #ffffff; --ink: #1d1f24;
  --soft: #666b75; --line: #e2e0d9; --accent: #b1452f; --good: #23724d; }
@media (prefers-color-scheme: dark) { :root { --ground: #14161a; --card: #1d2026; --ink: #eceae4;
  --soft: #9aa0ab; --line: #2e323a; --accent: #f08a6a; --good: #6fcf9d; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 40px 24px 56px; }
h1 { font-size: clamp(26px, 4.2vw, 40px); line-height: 1.15; margin: 0 0 6px;
  letter-spacing: -0.02em; overflow-wrap: anywhere; }
h2 { font-size: 21px; margin: 48px 0 4px; letter-spacing: -0.01em; }
p { margin: 0 0 14px; max-width: 74ch; }
.soft, figcaption, small { color: var(--soft); }
figcaption { font-size: 14px; margin-top: 8px; }
figure { margin: 0; min-width: 0; }
img { display: block; max-width: 100%; height: auto; border-radius: 6px; }
.grid { display: grid; gap: 16px; }
.figures { grid-template-columns: repeat(4, minmax(0, 1fr)); margin-top: 26px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px;
  padding: 16px 18px; min-width: 0; }
.figure b { display: block; font-size: 28px; line-height: 1.15; font-weight: 650;
  letter-spacing: -0.02em; font-variant-numeric: tabular-nums; }
.figure span { display: block; font-size: 14px; color: var(--soft); margin-top: 2px; }
.two { grid-template-columns: repeat(2, minmax(0, 1fr)); align-items: start; margin-top: 14px; }
.two img, .wide img { width: 100%; }
.afar { display: flex; flex-wrap: wrap; gap: 20px; margin-top: 14px; }
.afar figure { max-width: 100%; }
.maps img { image-rendering: pixelated; }
.legend { margin-top: 10px; font-size: 13px; color: var(--soft); max-width: 340px;
  font-variant-numeric: tabular-nums; }
.legend i { display: block; height: 10px; border-radius: 5px; }
.legend div { display: flex; justify-content: space-between; margin-top: 3px; }
.photos { grid-template-columns: repeat(5, minmax(0, 1fr)); margin-top: 14px; }
.photos img { width: 100%; aspect-ratio: 1; object-fit: cover; }
.photos b { font-variant-numeric: tabular-nums; }
.photos figcaption { overflow-wrap: anywhere; line-height: 1.35; }
.wide:has(.chart) { overflow-x: auto; }
.chart { width: 100%; min-width: 620px; height: auto; background: var(--card);
  border: 1px solid var(--line); border-radius: 12px; padding: 10px; margin-top: 14px; }
.chart circle { stroke: rgb(128 128 128 / .35); stroke-width: .6; }
.chart .need, .chart .lack { fill-opacity: .4; stroke: var(--ink); stroke-width: 1.6; }
.chart .lack { stroke: var(--accent); stroke-width: 3; }
.kinds { grid-template-columns: repeat(auto-fit, minmax(270px, 1fr)); margin-top: 14px;
  align-items: start; }
.kinds h3 { font-size: 17px; margin: 0 0 8px; }
.kinds table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.kinds th { text-align: left; font-weight: 400; }
.kinds td { text-align: right; padding-left: 10px; }
.bar { width: 45%; } .bar i { display: block; height: 9px; border-radius: 5px;
  background: var(--accent); }
.groups { grid-template-columns: repeat(auto-fit, minmax(310px, 1fr)); margin-top: 14px;
  align-items: start; }
.alike { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 10px; }
.alike img { width: 100%; aspect-ratio: 1; object-fit: cover; }
.alike figcaption { font-size: 12px; line-height: 1.3; overflow-wrap: anywhere; margin-top: 4px; }
.files { margin-top: 10px; border-spacing: 0; } .files td { padding: 2px 18px 2px 0;
  overflow-wrap: anywhere; vertical-align: top; }
.advice { grid-template-columns: repeat(auto-fit, minmax(270px, 1fr)); margin-top: 14px; }
.advice h3 { font-size: 17px; margin: 0 0 8px; line-height: 1.3; }
.advice dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 14px; margin: 0;
  font-variant-numeric: tabular-nums; }
.advice dt { color: var(--soft); } .advice dd { margin: 0; }
.gain { color: var(--good); font-weight: 600; }
.swatch { display: inline-block; width: 1.15em; height: 1.15em; border-radius: 4px;
  vertical-align: -0.22em; margin-right: 8px; border: 1px solid var(--soft); }
code { font: 14px/1.4 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace;
  background: var(--ground); border: 1px solid var(--line); border-radius: 5px; padding: 1px 6px;
  overflow-wrap: anywhere; }
.advice code { display: inline-block; margin-top: 10px; }
ul { margin: 8px 0 14px; padding-left: 20px; }
footer { margin-top: 52px; padding-top: 16px; border-top: 1px solid var(--line); font-size: 14px;
  color: var(--soft); }
@media (max-width: 640px) { main { padding: 26px 16px 40px; } .two { grid-template-columns: 1fr; }
  .photos { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 10px; }
  .figure b { font-size: 24px; } .card { padding: 13px 14px; } h2 { margin-top: 38px; } }
"""
"""One sheet; the page holds it."""
