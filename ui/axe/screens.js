/** Every screen and state worth looking at: how to reach it from a freshly loaded page. */
const id = (testid) => `[data-testid="${testid}"]`;

async function ask(page, text) {
  await page.fill(id("ask-input"), text);
  await page.press(id("ask-input"), "Enter");
}

async function answer(page, text = "tomorrow's picnic") {
  await ask(page, text);
  await page.waitForSelector(`${id("headline")}`);
  await page.waitForSelector(`${id("chart")} svg`);
}

/** Types letter by letter, pausing as one does, until the words are marked. */
async function type(page, text) {
  await page.focus(id("ask-input"));
  await page.keyboard.type(text);
  await page.waitForSelector(`${id("ask-marks")} u`);
}

async function explained(page) {
  await answer(page);
  await answer(page, "and on Sunday?");
  await ask(page, "why?");
  await page.waitForSelector(id("explanation"));
}

async function answerAsOf(page) {
  await page.click(id("as-of-toggle"));
  await page.fill(id("as-of-date"), "2013-06-14");
  await page.fill(id("as-of-time"), "18:00");
  await answer(page);
}

const chip = (slot) => async (page) => {
  await answer(page);
  await page.click(id(`chip-${slot}`));
  await page.waitForSelector(id("chip-editor"));
};

const screen = (name) => async (page) => {
  await page.click(id(`nav-${name}`));
  await page.waitForSelector("main h1");
};

async function lookInto(page, path) {
  await screen("data")(page);
  await page.fill(id("import-path"), path);
  await page.press(id("import-path"), "Enter");
  await page.waitForSelector(id("preview"));
}

/** A program whose answer was looked at. */
async function connecting(page) {
  await screen("data")(page);
  await page.check(id("programs-allow"));
  await page.click(id("programs-connect"));
  await page.fill(id("connect-command"), "npx -y @modelcontextprotocol/server-filesystem /home/you/meter");
  await page.click(id("connect-look"));
  await page.waitForSelector(id("connect-chosen"));
  await page.click(id("connect-ask"));
  await page.waitForSelector(id("program-answer"));
}

async function corrected(page) {
  await lookInto(page, "/home/you/meter.csv");
  await page.fill(id("preview-unit"), "kWh");
  await page.press(id("preview-unit"), "Tab");
  await page.waitForSelector(`${id("preview-summary")}:has-text("kWh")`);
}

async function trackRecord(page) {
  await screen("record")(page);
  await page.waitForSelector(`${id("chart")} svg`);
}

async function replay(page) {
  await screen("record")(page);
  await page.fill(id("replay-of"), "New York");
  await page.fill(id("replay-from"), "2013-04-01");
  await page.fill(id("replay-to"), "2013-04-14");
  await page.click(id("replay-run"));
}

const programs = () => async (page) => {
  await screen("settings")(page);
  await page.click(id("other-programs-open"));
  await page.waitForSelector(`${id("programs")} ${id("tokens")}`);
  await page.waitForSelector(`${id("log-empty")}, ${id("log-entry")}`);
};

const erase = (what) => async (page) => {
  await screen("settings")(page);
  if (what === "place") {
    await page.fill(id("erase-place-name"), "Lis");
    await page.click(id("place-option"));
  }
  await page.click(id(`erase-${what}`));
  await page.waitForSelector(id("erase-confirm"));
};

export const SCREENS = [
  { name: "first-run", address: "?first-run", reach: (page) => page.waitForSelector(id("first-run")) },
  {
    name: "first-run-place",
    address: "?first-run",
    reach: async (page) => {
      await page.fill(id("first-run-place"), "Por");
      await page.waitForSelector(id("place-option"));
    },
  },
  { name: "ask", reach: (page) => page.waitForSelector(id("example")) },
  {
    name: "ask-suggestions",
    reach: async (page) => {
      await page.fill(id("ask-input"), "picnic in Por");
      await page.waitForSelector(id("ask-suggestion"));
      await page.press(id("ask-input"), "ArrowDown");
    },
  },
  {
    name: "ask-misspelt",
    reach: async (page) => {
      await type(page, "will it rain in Lisbn on Saturday");
      await page.waitForSelector(`${id("ask-meant")}:not(:empty)`);
    },
  },
  { name: "answer", reach: answer },
  {
    name: "answer-details",
    reach: async (page) => {
      await answer(page);
      await page.click(`${id("evidence")} summary`);
      await page.click(`${id("models")} summary`);
      await page.click(`[data-chart="temperature"] ${id("chart-table-toggle")}`);
    },
  },
  {
    name: "answer-reading",
    reach: async (page) => {
      await answer(page);
      const reader = `[data-chart="temperature"] ${id("chart-reader")}`;
      await page.focus(reader);
      for (let press = 0; press < 7; press += 1) await page.press(reader, "ArrowRight");
      await page.waitForSelector(id("chart-reading"));
    },
  },
  { name: "answer-as-of", reach: answerAsOf },
  { name: "answer-amount", reach: (page) => answer(page, "how busy is I-94 on Monday at 8?") },
  { name: "answer-event", reach: (page) => answer(page, "will it rain on Saturday morning in Lisbon?") },
  { name: "answer-days", reach: (page) => answer(page, "Saturday or Sunday for a picnic?") },
  {
    name: "answer-places",
    reach: (page) => answer(page, "will it rain in Porto or in Lisbon on Saturday?"),
  },
  {
    name: "answer-warmer",
    reach: (page) => answer(page, "is it warmer in Seattle or in New York tomorrow?"),
  },
  { name: "answer-trend", reach: (page) => answer(page, "is it getting warmer this week?") },
  { name: "answer-first-time", reach: (page) => answer(page, "when will it first freeze in Seattle?") },
  { name: "answer-typical", reach: (page) => answer(page, "what is it usually like in June in Lisbon?") },
  { name: "answer-german", reach: (page) => answer(page, "regnet es morgen in Berlin?") },
  {
    name: "answer-refreshed",
    address: "?changes",
    reach: async (page) => {
      await answer(page, "will it be above 15 °C tomorrow");
      await page.waitForSelector(id("why-changed"));
    },
  },
  {
    name: "answer-follow-up",
    reach: async (page) => {
      await answer(page);
      await answer(page, "and on Sunday?");
    },
  },
  { name: "explanation", reach: explained },
  ...["what", "where", "when", "hours", "needs"].map((slot) => ({ name: `chip-${slot}`, reach: chip(slot) })),
  {
    name: "export",
    reach: async (page) => {
      await answer(page);
      await page.click(id("chart-export"));
      await page.click(id("export-png"));
      await page.waitForSelector(`${id("export-said")}:not(:empty)`);
    },
  },
  {
    name: "progress",
    address: "?delay=60000",
    reach: async (page) => {
      await ask(page, "tomorrow's picnic");
      await page.waitForSelector('[role="progressbar"]');
    },
  },
  {
    name: "unclear",
    reach: async (page) => {
      await ask(page, "picnic tomorrow in Xyzzyville");
      await page.waitForSelector(id("unclear"));
    },
  },
  {
    name: "which",
    reach: async (page) => {
      await ask(page, "picnic tomorrow in Valencia");
      await page.waitForSelector(id("alternative"));
    },
  },
  {
    name: "problem",
    reach: async (page) => {
      await ask(page, "will the disk be full?");
      await page.waitForSelector(id("problem"));
    },
  },
  { name: "watches", reach: screen("watches") },
  {
    name: "watch-this",
    reach: async (page) => {
      await answer(page);
      await page.click(id("watch-this"));
      await page.waitForSelector(id("watch-editor"));
    },
  },
  { name: "history-empty", reach: screen("history") },
  {
    name: "history",
    reach: async (page) => {
      await answer(page, "how busy is I-94 on Monday at 8?");
      await answerAsOf(page);
      await screen("history")(page);
      await page.click(id("history-forget"));
    },
  },
  {
    name: "history-went",
    now: "2026-12-01T12:00:00Z",
    reach: async (page) => {
      await answer(page);
      await answer(page, "will it rain on Saturday morning in Lisbon?");
      await answer(page, "how busy is I-94 on Monday at 8?");
      await screen("history")(page);
      await page.waitForSelector(id("went-value"));
      await page.click(id("went-fine"));
      await page.waitForSelector(id("went-undo"));
    },
  },
  {
    name: "settings-erased-everything",
    reach: async (page) => {
      await erase("everything")(page);
      await page.click(id("erase-sure"));
      await page.waitForSelector(id("first-run"));
    },
  },
  { name: "record-empty", reach: screen("record") },
  { name: "record-few", address: "?record=few", reach: trackRecord },
  {
    name: "record",
    address: "?record=many",
    reach: async (page) => {
      await trackRecord(page);
      await page.click(`${id("untold")} ${id("went-fine")}`);
      await page.waitForSelector(id("went-undo"));
      await page.click(`${id("record-tables")} summary`);
    },
  },
  {
    name: "record-filtered",
    address: "?record=many",
    reach: async (page) => {
      await trackRecord(page);
      await page.selectOption(id("record-activity"), { index: 1 });
      await page.waitForSelector("text=Show all");
      await page.click(`[data-chart="reliability"] ${id("chart-table-toggle")}`);
      await page.click(id("chart-export"));
      await page.click(id("export-csv"));
      await page.waitForSelector(`${id("export-said")}:not(:empty)`);
    },
  },
  {
    name: "record-replaying",
    address: "?delay=60000",
    reach: async (page) => {
      await replay(page);
      await page.waitForSelector(`${id("replay-progress")}[aria-valuenow]`);
    },
  },
  {
    name: "record-replayed",
    reach: async (page) => {
      await replay(page);
      await page.waitForSelector(`${id("replay-said")} p`);
      await page.waitForSelector(`${id("chart")} svg`);
    },
  },
  {
    name: "answer-went",
    now: "2026-11-24T12:00:00Z",
    reach: async (page) => {
      await answer(page);
      await page.click(id("went-badly"));
      await page.waitForSelector(id("went-undo"));
    },
  },
  { name: "data", reach: screen("data") },
  {
    name: "data-programs",
    reach: async (page) => {
      await screen("data")(page);
      await page.check(id("programs-allow"));
      await page.click(id("program-remove"));
    },
  },
  { name: "data-connecting", reach: connecting },
  {
    name: "data-connected",
    reach: async (page) => {
      await connecting(page);
      await page.click(id("answer-save"));
      await page.waitForSelector(`${id("program")}:nth-child(2)`);
    },
  },
  {
    name: "data-connect-address",
    reach: async (page) => {
      await screen("data")(page);
      await page.check(id("programs-allow"));
      await page.click(id("programs-connect"));
      await page.selectOption(id("connect-kind"), "address");
    },
  },
  { name: "data-preview", reach: (page) => lookInto(page, "/home/you/meter.csv") },
  { name: "data-corrected", reach: corrected },
  {
    name: "data-many",
    reach: async (page) => {
      await lookInto(page, "/home/you/house.csv");
      await page.locator(id("preview-choose")).nth(0).check();
      await page
        .locator(`${id("preview-series")} button`)
        .nth(4)
        .click();
      await page.click(`${id("how-read")} summary`);
    },
  },
  {
    name: "data-found",
    reach: async (page) => {
      await lookInto(page, "/home/you/house.csv");
      await page.fill(id("preview-find"), "garage hum");
      await page.check(id("preview-all"));
    },
  },
  {
    name: "data-calendar",
    reach: async (page) => {
      await lookInto(page, "/home/you/family.ics");
      await page.waitForSelector(id("plan"));
    },
  },
  {
    name: "data-plans",
    reach: async (page) => {
      await lookInto(page, "/home/you/family.ics");
      await page.click(id("import-button"));
      await page.waitForSelector(id("plans"));
      await page.click(id("plans-forget"));
    },
  },
  {
    name: "data-refused",
    reach: async (page) => {
      await screen("data")(page);
      await page.fill(id("import-path"), "/home/you/letter.txt");
      await page.press(id("import-path"), "Enter");
      await page.waitForSelector(id("problem"));
    },
  },
  {
    name: "data-importing",
    address: "?delay=60000",
    reach: async (page) => {
      await corrected(page);
      await page.click(id("import-button"));
      await page.waitForSelector(`${id("import-progress")}[aria-valuenow]`);
    },
  },
  {
    name: "data-imported",
    reach: async (page) => {
      await corrected(page);
      await page.click(id("import-button"));
      await page.waitForSelector(id("import-report"));
      await page.click(id("undo-import"));
      await page.fill(id("export-folder"), "/home/you/forecastle-export");
      await page.press(id("export-folder"), "Enter");
      await page.waitForSelector("text=Everything is in");
    },
  },
  { name: "settings", reach: screen("settings") },
  {
    name: "settings-places",
    reach: async (page) => {
      await screen("settings")(page);
      await page.fill(id("saved-place-name"), "Office");
      await page.fill(id("saved-place-at"), "New York City");
      await page.press(id("saved-place-at"), "Enter");
      await page.waitForSelector(id("saved-place"));
      await page.fill(id("saved-place-name"), "Cabin");
      await page.fill(id("saved-place-at"), "Nowhere");
      await page.press(id("saved-place-at"), "Enter");
      await page.waitForSelector(`${id("saved-places")} [role="alert"]`);
    },
  },
  { name: "settings-erase-place", reach: erase("place") },
  { name: "settings-erase-everything", reach: erase("everything") },
  {
    name: "settings-erased",
    reach: async (page) => {
      await erase("place")(page);
      await page.click(id("erase-sure"));
      await page.waitForSelector(`${id("erase-said")}:not(:empty)`);
    },
  },
  {
    name: "settings-language-model",
    reach: async (page) => {
      await screen("settings")(page);
      await page.fill(id("language-model-name"), "llama3.2");
      await page.click(id("language-model-use"));
      await page.waitForSelector(id("language-model-off"));
      await page.locator(id("language-model")).scrollIntoViewIfNeeded();
    },
  },
  {
    name: "settings-live",
    reach: async (page) => {
      await screen("settings")(page);
      await page.click(id("live-stations"));
      await page.click(id("live-broker"));
      await page.waitForSelector("text=Add topic");
      await page.fill(id("live-file"), "/home/you/meter.csv");
      await page.press(id("live-file"), "Enter");
      await page.waitForSelector("text=following /home/you/meter.csv");
    },
  },
  {
    name: "settings-watches",
    reach: async (page) => {
      await screen("settings")(page);
      await page.check(id("watch-quiet"));
      await page.waitForSelector(id("watch-quiet-from"));
    },
  },
  {
    name: "settings-activities",
    reach: async (page) => {
      await chip("needs")(page);
      await page.click(id("needs-keep"));
      await page.waitForSelector(id("chip-editor"), { state: "detached" });
      await screen("settings")(page);
      await page.waitForSelector(id("own-activities"));
    },
  },
  { name: "programs", reach: programs() },
  { name: "programs-impossible", address: "?programs=impossible", reach: programs() },
  {
    name: "programs-taken",
    address: "?programs=taken",
    reach: async (page) => {
      await programs()(page);
      await page.waitForSelector(id("serving-trouble"));
      await page.fill(id("serving-port"), "8089");
      await page.press(id("serving-port"), "Enter");
      await page.waitForSelector(`${id("serving")} ${id("problem")}`);
    },
  },
  {
    name: "programs-many",
    address: "?programs=many",
    reach: async (page) => {
      await programs()(page);
      await page.waitForSelector(id("log-older"));
      await page.click(id("serving-copy"));
      await page.click(`${id("token")} ${id("token-revoke")}`);
      await page.click(id("log-check"));
      await page.waitForSelector(`${id("log-checked")}:has-text("unbroken")`);
    },
  },
  {
    name: "programs-new-token",
    reach: async (page) => {
      await programs()(page);
      await page.click(id("token-new"));
      await page.fill(id("token-name"), "Greenhouse");
      await page.check(id("token-may-read"));
      await page.check(id("token-may-admin"));
      await page.click(`${id("token-limits")} summary`);
      await page.waitForSelector(`${id("token-series")} option:nth-child(3)`, { state: "attached" });
      await page.selectOption(id("token-series"), { index: 1 });
      await page.selectOption(id("token-model"), { index: 2 });
      await page.waitForSelector(`${id("token-limits-said")}`);
    },
  },
  {
    name: "programs-token",
    address: "?programs=many",
    reach: async (page) => {
      await programs()(page);
      await page.click(id("token-new"));
      await page.fill(id("token-name"), "Greenhouse");
      await page.press(id("token-name"), "Enter");
      await page.waitForSelector(id("token-secret"));
    },
  },
  {
    name: "programs-assistant",
    address: "?programs=many",
    reach: async (page) => {
      await programs()(page);
      await page.click(id("token-new"));
      await page.fill(id("token-name"), "Desk assistant");
      await page.click(id("token-create"));
      await page.waitForSelector(id("token-secret"));
      await page.check(id("use-mcp-http"));
      await page.waitForSelector(`${id("token-snippet")}:has-text("mcpServers")`);
      await page.fill(id("log-find"), "nobody of that name");
      await page.waitForSelector(id("log-nothing"));
    },
  },
  {
    name: "programs-broken",
    address: "?programs=broken",
    reach: async (page) => {
      await programs()(page);
      await page.waitForSelector(id("log-entry"));
      await page.click(id("log-check"));
      await page.waitForSelector(id("log-broken"));
    },
  },
  {
    name: "about",
    reach: async (page) => {
      await screen("about")(page);
      await page.waitForSelector(id("attribution"));
    },
  },
];
