/** A whole question, and letting a program in, by keyboard alone. Each step gives what went wrong, or nothing. */
import assert from "node:assert/strict";

const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute("data-testid") ?? element?.tagName.toLowerCase();
  });

/** Presses a key until the focus is on `testid`, as one does who can't see where it is but hears it. */
async function press(page, key, testid, most = 40) {
  for (let times = 0; times < most; times += 1) {
    await page.keyboard.press(key);
    if ((await focused(page)) === testid) return;
  }
  assert.fail(`${most} times ${key} don't lead to ${testid}, but to ${await focused(page)}`);
}

export async function byKeyboard(page, address) {
  await page.goto(address);
  await page.waitForSelector('[data-testid="example"]');

  await page.keyboard.press("Tab");
  assert.match(
    await page.evaluate(() => document.activeElement.textContent),
    /Skip/,
    "the first stop skips the navigation",
  );
  await page.keyboard.press("Enter");
  assert.equal(await focused(page), "main");

  await page.keyboard.press("Control+k");
  assert.equal(await focused(page), "ask-input", "Ctrl K leads to the box");
  await page.keyboard.type("tomorrow's picnic");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-testid="chart-reader"]');
  assert.equal(await focused(page), "headline", "the answer takes the focus");

  await press(page, "Shift+Tab", "chip-needs");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-testid="chip-editor"]');
  assert.equal(await focused(page), "criterion-precipitation-lower", "the editor opens on its first field");
  for (let stop = 0; stop < 14; stop += 1) {
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(
      () => document.activeElement === document.body || document.activeElement.closest("dialog") !== null,
    );
    assert.ok(inside, "the focus stays in the editor");
  }
  await page.keyboard.press("Escape");
  assert.equal(await page.$("dialog[open]"), null, "Escape closes the editor");
  assert.equal(await focused(page), "chip-needs", "the focus is back on the chip");

  await press(page, "Tab", "chart-reader");
  await page.keyboard.press("End");
  const reader = page.locator('[data-testid="chart-reader"]').first();
  assert.equal(
    await reader.getAttribute("aria-valuenow"),
    await reader.getAttribute("aria-valuemax"),
    "End leads to the last hour",
  );
  assert.match((await reader.getAttribute("aria-valuetext")) ?? "", /\d %/, "the value is spoken");

  await page.focus('[data-testid="nav-history"]');
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-testid="history-item"]');
  assert.equal(await focused(page), "h1", "a new screen takes the focus with its heading");
  await press(page, "Tab", "history-forget");
  await page.keyboard.press("Enter");
  await press(page, "Shift+Tab", "forget-confirm", 1);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => !document.querySelector('[data-testid="history-item"]'));
}

/** From the settings to a token for a program that is let in, and back. */
export async function programsByKeyboard(page, address) {
  await page.goto(`${address}#/settings`);
  await page.waitForSelector('[data-testid="other-programs-open"]');
  await page.focus('[data-testid="other-programs-open"]');
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-testid="serving-on"]');
  await page.waitForFunction(() => document.activeElement?.tagName === "H1");
  await press(page, "Tab", "serving-on", 2);
  await page.keyboard.press("Space");
  await page.waitForSelector('[data-testid="serving-copy"]');
  assert.equal(await focused(page), "serving-on", "the switch keeps the focus");

  await press(page, "Tab", "token-new");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-testid="token-name"]');
  assert.equal(await focused(page), "token-name", "the form opens on its first field");
  await page.keyboard.type("Greenhouse");
  await press(page, "Tab", "token-may-read", 4);
  await page.keyboard.press("Space");
  await press(page, "Tab", "token-create");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-testid="token-secret"]');
  assert.equal(await focused(page), "h3", "the new token is read out");
  await press(page, "Tab", "token-done");
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-testid="token-new"]');
  assert.equal(await focused(page), "token-new", "the focus is back where it began");

  await press(page, "Shift+Tab", "token-revoke", 1);
  await page.keyboard.press("Enter");
  await press(page, "Shift+Tab", "token-revoke-sure", 1);
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-testid="no-tokens"]');
  assert.match(await page.textContent('[data-testid="tokens-said"]'), /Greenhouse is revoked/);
  assert.equal(await focused(page), "h2", "the focus stays with the tokens");
}
