/**
 * Walks through a question by keyboard alone, then holds every screen against axe-core and against the width of the window, in light and dark, wide and narrow, and
 * keeps a picture of each in `screenshots/`. Uses the browser platform in the Chromium of the system (CHROMIUM names
 * another one). `npm run axe -- answer` looks at the screens whose name begins so.
 */
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build, preview } from "vite";
import { byKeyboard, programsByKeyboard } from "./keyboard.js";
import { SCREENS } from "./screens.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const pictures = fileURLToPath(new URL("../../screenshots/", import.meta.url));
const outDir = ".browser-build";
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tauri = JSON.parse(await readFile(new URL("../../src-tauri/tauri.conf.json", import.meta.url), "utf8"));
/** The policy of the real window, so that what it would forbid fails here. */
const policy = Object.entries(tauri.app.security.csp)
  .map(([directive, sources]) => `${directive} ${sources}`)
  .join("; ");
const WIDTHS = [
  { names: { light: "light", dark: "dark" }, viewport: { width: 1180, height: 900 } },
  { names: { light: "narrow", dark: "narrow-dark" }, viewport: { width: 360, height: 760 } },
];

/** Soon after the recordings were made. */
const NOW = "2026-11-22T21:05:00Z";

/** What is wrong with the page as it stands, a line each. */
async function faults(page) {
  const violations = await page.evaluate(async () => (await globalThis.axe.run()).violations);
  const lines = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n      ${node.target.join(" ")}\n      ${node.failureSummary ?? ""}`),
  );
  const tooWide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    const limit = clientWidth + 1;
    // The marks of the ask box are cut off with the text of its field, as long as that may be.
    const beyond = [...document.querySelectorAll("body *")].filter(
      (element) =>
        element.getBoundingClientRect().right > limit &&
        !element.closest('.visually-hidden, .marks, [tabindex="0"], .skip'),
    );
    return scrollWidth > limit || beyond.length > 0
      ? beyond.map((element) => `${element.tagName.toLowerCase()}.${element.getAttribute("class")}`)
      : null;
  });
  if (tooWide) lines.push(`too wide: reaches beyond the window: ${tooWide.slice(0, 5).join(", ")}`);
  return lines;
}

/** What is wrong with a screen in a window of a width, by colour scheme. The screen is reached once, and changes its colours before one's eyes. */
async function look(browser, address, { names, viewport }, screen) {
  const page = await browser.newPage({
    colorScheme: "light",
    viewport,
    reducedMotion: "reduce",
    timezoneId: "Pacific/Auckland",
  });
  // Recorded answers speak of days, and what can be done with them depends on whether those have passed. Timers go on.
  await page.clock.setFixedTime(screen.now ?? NOW);
  const found = [];
  page.on("pageerror", (error) => found.push(`threw: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && found.push(`console: ${message.text()}`));
  page.setDefaultTimeout(10_000);
  try {
    await page.goto(address + (screen.address ?? ""));
    await screen.reach(page);
    await page.evaluate(() => document.fonts.ready);
    await page.evaluate(axe);
    const dialog = (await page.$("dialog[open]")) !== null;
    for (const [colorScheme, view] of Object.entries(names)) {
      await page.emulateMedia({ colorScheme });
      found.push(...(await faults(page)).map((fault) => `${view}: ${fault}`));
      // A picture of the whole page, taken in a window as high as it is, so that what is fixed stands where it belongs.
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      if (!dialog) await page.setViewportSize({ ...viewport, height: Math.max(height, viewport.height) });
      await page.screenshot({ path: `${pictures}ui-${screen.name}-${view}.png` });
      if (!dialog) await page.setViewportSize(viewport);
    }
  } catch (error) {
    found.push(`not reached: ${error.message}`);
  } finally {
    await page.close();
  }
  return found;
}

const beginning = process.argv[2] ?? "";
await mkdir(pictures, { recursive: true });
await build({
  root,
  mode: "browser",
  logLevel: "warn",
  build: { outDir, emptyOutDir: true, chunkSizeWarningLimit: 5000 },
});
const server = await preview({
  root,
  build: { outDir },
  preview: { port: 0, host: "127.0.0.1", headers: { "Content-Security-Policy": policy } },
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});

let looked = 0;
let wrong = 0;
try {
  const [address] = server.resolvedUrls.local;
  for (const walk of [byKeyboard, programsByKeyboard]) {
    const page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    await walk(page, address).catch((error) => {
      wrong += 1;
      console.error(`by keyboard alone: ${error.message}`);
    });
    await page.close();
  }
  for (const screen of SCREENS.filter(({ name }) => name.startsWith(beginning))) {
    for (const width of WIDTHS) {
      looked += Object.keys(width.names).length;
      for (const fault of await look(browser, address, width, screen)) {
        wrong += 1;
        console.error(`${screen.name}, ${fault}`);
      }
    }
  }
} finally {
  await browser.close();
  await server.close();
}
console.log(`${looked} screens looked at, ${wrong} faults found`);
process.exitCode = wrong === 0 && looked > 0 ? 0 : 1;
