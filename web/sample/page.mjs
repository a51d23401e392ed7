// Writes the sample briefing, for development and for the tests: the built script and style sheet, the notional
// data beside this file, and the same HTML that the program writes. Usage: node sample/page.mjs [OUT.html]

import { readFileSync, writeFileSync } from "node:fs";

const th = (text) => `<th scope="row">${escape(text)}</th>`;
const td = (text) => `<td>${escape(text)}</td>`;
const num = (text) => `<td class="num">${text}</td>`;
const kMissing = `<td class="not-reported">not reported</td>`;

const here = (path) => new URL(path, import.meta.url);
const out = process.argv[2] ?? here("../dist/sample.html");
const charts = JSON.parse(readFileSync(here("./charts.json"), "utf8"));
const data = { ...JSON.parse(readFileSync(here("./brief.json"), "utf8")), charts };
writeFileSync(out, page(data, readFileSync(here("../dist/brief.js"), "utf8"), readFileSync(here("../dist/brief.css"), "utf8")));

function page(data, script, style) {
  const { programme, status, composition, trajectory, promises, diff, map } = data;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<title>${escape(programme.name)}: briefing as known 2025-06-25</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the figures</a>
<header class="masthead">
<p class="kicker">Briefing · notional programme</p>
<p class="controls"><button class="tables" type="button" hidden></button><button class="theme" type="button" hidden></button></p>
<h1>${escape(programme.name)}</h1>
<p class="standfirst">Of EUR 58.2 bn promised to the recipient, EUR 4.96 bn is confirmed as received. Pledges run ahead of last year;
confirmation by the recipient is the stage where the record is thinnest.</p>
<dl class="facts">
<div><dt>As known</dt><dd>25 June 2025</dd></div>
<div><dt>Recipient</dt><dd>${programme.recipients.map((r) => escape(data.names[r] ?? r)).join(", ")}</dd></div>
<div><dt>Delivered means</dt><dd>confirmed by the recipient</dd></div>
<div><dt>Record</dt><dd class="hash">${data.head.slice(0, 16)}</dd></div>
</dl>
<p class="notional-banner"><strong>Notional.</strong> Every figure, date and consignment here is invented for an exercise. Nothing on this page describes real aid.</p>
</header>
<main id="main">
<dl class="tiles">
<div class="tile"><dt>Pledged</dt><dd class="figure">≥ 58.2 <small>bn EUR</small></dd><dd class="gloss">by 22 donors, stated values</dd></div>
<div class="tile"><dt>Confirmed by the recipient</dt><dd class="figure">4.96 <small>bn EUR</small></dd><dd class="gloss">goods only; half of the donors report nothing at this stage</dd></div>
<div class="tile"><dt>Promises kept on time</dt><dd class="figure">${share(promises)} <small>%</small></dd><dd class="gloss">of those due by the report date</dd></div>
<div class="tile"><dt>Funds last until</dt><dd class="figure not-reported">not reported</dd><dd class="gloss">no table of funds is given</dd></div>
</dl>
<nav class="contents" aria-label="Contents"><ol>
${[["funnel", "Where it stands"], ["trajectory", "This year against last"], ["composition", "What it is made of"], ["promises", "Promises"], ["map", "Who and where"], ["changes", "What changed"]].map(([id, name]) => `<li><a href="#${id}">${name}</a></li>`).join("\n")}
</ol></nav>
${section("funnel", "Much is promised, a twelfth is confirmed in the recipient's hands", "Each row follows one donor from the public promise to the recipient's signature. A gap in the record is shown as a gap, not as zero.",
    figure("funnel", "/status", statusTable(status, "Donor", data.names)))}
${section("trajectory", "Pledges stand above last year's at the same week", "Cumulative pledges by the week in which they became known.",
    figure("trajectory", "/trajectory", trajectoryTable(trajectory), true))}
${section("composition", "Ammunition and air defence make up two fifths of what is promised", "",
    `<div class="pair"><div><h3>By category of item</h3>
${figure("composition", "/composition/category", statusTable(composition.category, "Category", data.names))}</div>
<div><h3>By form of aid</h3>
${figure("composition", "/composition/form", statusTable(composition.form, "Form", data.names))}</div></div>`)}
${section("promises", "Of the promises that fell due, most came, but not all on the day", "A promise is kept if it reached its promised stage by its own date.",
    figure("promises", "/promises", promisesTable(promises), true))}
${section("map", "Twenty-two donors, and a network that narrows at two crossings", "",
    figure("map", "/map", mapTable(map), true))}
${section("changes", "A summit package is the largest single change of the last thirty days", "",
    figure("changes", "/diff", changesTable(diff)))}
${Object.entries(charts).map(([kind, chart]) => section(kind, escape(chart.gist), "", figure(kind, `/charts/${kind}`, table(["Chart", "Unit"], [[th(kind), td(chart.unit)]])))).join("\n")}
<section class="part" id="notes"><h2>Notes</h2>
<ol class="footnotes"><li>Amounts in text and charts have three significant digits; tables give millions to two places; the data in the page is exact.</li>
<li><em>Not reported</em>, <em>withheld</em> and zero are three different things.</li></ol></section>
</main>
<footer class="colophon"><p>Made from the record <span class="hash">${data.head}</span>, as known 2025-06-25. The same record, options and seed give the same page.</p></footer>
<script type="application/json" id="brief-data">${JSON.stringify(data).replace(/</g, "\\u003c")}</script>
<script>${script}</script>
</body>
</html>
`;
}

function section(id, heading, lede, content) {
  return `<section class="part" id="${id}"><h2>${heading}</h2>${lede === "" ? "" : `\n<p class="lede">${lede}</p>`}\n${content}</section>`;
}

function figure(kind, source, table, long = false) {
  return `<figure class="chart" data-chart="${kind}" data-source="${source}">
<details class="table" open><summary>Figures as a table</summary><div class="${long ? "scroll long" : "scroll"}" tabindex="0" role="region" aria-label="Table: ${kind}">${table}</div></details>
<figcaption>Source: invented sample record, 214 entries from 31 sources; as known 25 June 2025.</figcaption>
</figure>`;
}

function table(heads, rows) {
  const head = heads.map((h, n) => `<th scope="col"${n > 0 && h.endsWith("*") ? ' class="num"' : ""}>${escape(h.replace("*", ""))}</th>`).join("");
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.map((r) => `<tr>${r.join("")}</tr>`).join("\n")}</tbody></table>`;
}

function statusTable(status, name, names) {
  const stages = ["pledged", "allocated", "contracted", "departed", "handed_over", "confirmed", "committed", "disbursed"].filter((s) => status.rows.some((r) => r.stages[s]));
  const cells = (row) => stages.map((s) => (row.stages[s] === undefined ? kMissing.replace("not-reported", "num not-reported") : num(row.stages[s].value.map((a, _, all) => `${millions(a.amount)}${a.currency === status.currency ? "" : ` ${a.currency}`}${all.length > 1 ? ` <small>${a.instrument.replace("_", " ")}</small>` : ""}`).join("<br>") || `${row.stages[s].quantity} ${row.stages[s].unit}`)));
  return table([name, ...stages.map((s) => `${s.replace("_", " ")}, ${status.currency} m*`)], status.rows.map((r) => {
    const [key] = Object.values(r.key);
    return [th(key === null ? "not stated" : (names[key] ?? key.replace("_", " "))), ...cells(r)];
  }));
}

function trajectoryTable(trajectory) {
  const [now, before] = trajectory.series;
  return table(["Week", `${now.year}, EUR m*`, `${before.year}, EUR m*`], before.weeks.map((w, n) => [th(w.week.slice(5)), now.weeks[n] ? num(millions(now.weeks[n].cumulative.amount)) : td(""), num(millions(w.cumulative.amount))]));
}

function promisesTable(promises) {
  return table(["Promise", "Due", "Came", "Verdict"], promises.promises.map((p) => [th(p.name), ...[p.due, p.on].map((d) => (d === null ? kMissing : `<td class="date">${d}</td>`)), `<td><span class="verdict ${p.verdict}">${p.verdict.replace("_", " ")}</span></td>`]));
}

function mapTable(map) {
  return table(["Donor", "Pledged, EUR m*"], map.countries.map((c) => [th(c.name), num(millions(c.value))]));
}

function changesTable(diff) {
  return table(["Known", "Kind", "Entry", "Amount, EUR m*"], diff.added.map((a) => [`<td class="date">${a.known_date}</td>`, td(a.kind), th(a.name), a.amount === null ? kMissing : num(millions(a.amount.amount))]));
}

function millions(decimal) {
  const [whole, places] = (Number(decimal) / 1e6).toFixed(2).split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${places}`;
}

function share({ promises }) {
  const due = promises.filter((p) => ["kept", "late", "broken"].includes(p.verdict));
  return Math.round((100 * due.filter((p) => p.verdict === "kept").length) / due.length);
}

function escape(text) {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
}
