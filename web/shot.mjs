// Pictures of a briefing: light, dark, narrow and scriptless PNGs and the printed PDF. Fails if the page asks the
// network for anything, complains on the console, leaves a chart undrawn or is wider than its window. Usage: node shot.mjs FILE.html OUTDIR [light|dark|narrow|scriptless|pdf …]

import { existsSync, mkdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const kViews = {
  light: { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  dark: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  narrow: { viewport: { width: 390, height: 844 }, colorScheme: "light", deviceScaleFactor: 2 },
  scriptless: { viewport: { width: 1280, height: 900 }, colorScheme: "light", javaScriptEnabled: false },
  pdf: { viewport: { width: 1280, height: 900 }, colorScheme: "dark" }, // paper is light whatever the screen is
};

const [file, outDir, ...asked] = process.argv.slice(2);
if (file === undefined || outDir === undefined || !existsSync(file) || asked.some((view) => !(view in kViews))) {
  console.error(`usage: node shot.mjs FILE.html OUTDIR [${Object.keys(kViews).join("|")} ...]`);
  process.exit(2);
}
mkdirSync(outDir, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-component-update", "--disable-sync"],
});
const faults = [];
try {
  for (const view of asked.length === 0 ? Object.keys(kViews) : asked) faults.push(...(await take(view)).map((fault) => `${view}: ${fault}`));
} finally {
  await browser.close();
}
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);

async function take(view) {
  const faults = [];
  const context = await browser.newContext({ ...kViews[view], locale: "en-GB", timezoneId: "UTC", offline: true });
  const page = await context.newPage();
  const url = pathToFileURL(resolve(file)).href;
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) faults.push(`asked for ${request.url()}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  await page.goto(url, { waitUntil: "load" });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth).catch(() => 0);
  if (wide > 0) faults.push(`the page is ${wide} px wider than the window`);
  const bare = await page.evaluate(() => {
    const figures = [...document.querySelectorAll("figure.chart")];
    return figures.length === 0 ? ["any"] : figures.filter((f) => !f.querySelector(".drawing > *")).map((f) => f.dataset.chart);
  }).catch(() => []);
  if (view !== "scriptless") faults.push(...bare.map((kind) => `no chart drawn: ${kind}`));
  const out = join(outDir, `${basename(file, ".html")}-${view}`);
  if (view === "pdf") await page.pdf({ path: `${out}.pdf`, format: "A4", preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
  else await page.screenshot({ path: `${out}.png`, fullPage: true });
  await context.close();
  return faults;
}
