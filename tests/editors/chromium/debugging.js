// A test is debugged in a real VS Code (code-server) in a real browser: reports what is on screen.
// Usage: node debugging.js '<JSON>' with { url, folder, browser, playwright, screenshots }.
// The last line printed is the result.

const path = require('node:path');

const task = JSON.parse(process.argv[2]);
const { chromium } = require(task.playwright);
const WAIT = { timeout: 90_000 };
const plain = (text) => text.replaceAll('\u00a0', ' ');

const TOOLBAR = '.debug-toolbar:not([aria-hidden="true"])';
const VARIABLES = '.debug-variables .monaco-list-row';

class Debugging {
  constructor(page) {
    this.page = page;
  }

  async open(file) {
    const address = `vscode-remote://${new URL(task.url).host}${task.folder}/${file}`;
    const payload = encodeURIComponent(JSON.stringify([['openFile', address]]));
    await this.page.goto(`${task.url}/?folder=${encodeURIComponent(task.folder)}&payload=${payload}`, { waitUntil: 'domcontentloaded' });
    await this.page.waitForSelector('.editor-group-container .view-line', WAIT);
    await this.page.locator('.statusbar-item[id*="ori.server"] .codicon-check').waitFor(WAIT);
  }

  async run(title) {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').waitFor(WAIT);
    await this.page.keyboard.type(title, { delay: 5 });
    await this.page.locator('.quick-input-widget .monaco-list-row', { hasText: title }).first().waitFor(WAIT);
    await this.page.keyboard.press('Enter');
  }

  /** Sets a breakpoint in the line that has a text. */
  async breakAt(text) {
    await this.page.locator('.view-line', { hasText: text }).first().click();
    await this.page.keyboard.press('F9');
    await this.page.locator('.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified').first().waitFor(WAIT);
  }

  /** The variables as soon as one of them has a value. */
  async variablesWith(name, value) {
    const rows = this.page.locator(VARIABLES);
    await rows.filter({ hasText: new RegExp(`^\\s*${name}\\b[^]*${value}`) }).first().waitFor(WAIT);
    return (await rows.allInnerTexts()).map((row) => plain(row).replaceAll(/\s+/g, ' ').trim());
  }

  async goOn() {
    await this.page.keyboard.press('F5');
  }

  screenshot(name) {
    return this.page.screenshot({ path: path.join(task.screenshots, `${name}.png`) });
  }
}

async function debugTest(debugging, result) {
  const { page } = debugging;
  await debugging.open('debugged.ori');
  const lenses = page.locator('.codelens-decoration a');
  await lenses.filter({ hasText: 'Debug' }).first().waitFor(WAIT);
  result.lenses = (await lenses.allInnerTexts()).map(plain);
  await debugging.breakAt('whole = whole +');
  await page.locator('.codicon-testing-run-icon, [class*="testing-run"]').first().waitFor(WAIT);
  await debugging.run('Test: Debug Tests in Current File');
  await page.locator(TOOLBAR).first().waitFor(WAIT);
  result.firstRound = await debugging.variablesWith('order', 'Bern');
  await page.locator('.debug-call-stack .monaco-list-row', { hasText: '@sums' }).first().waitFor(WAIT);
  result.stack = (await page.locator('.debug-call-stack .monaco-list-row .stack-frame .label').allInnerTexts()).map(plain);
  await debugging.screenshot('debugging');
  await debugging.goOn();
  result.secondRound = await debugging.variablesWith('order', 'Ulm');
  await debugging.goOn();
  await page.locator(TOOLBAR).first().waitFor({ ...WAIT, state: 'hidden' });
  await page.locator('[class*="testing-passed"], .codicon-testing-passed-icon').first().waitFor(WAIT);
  result.passed = true;
}

/** The link above a test debugs it, too; it stops at the same breakpoint. */
async function debugByLens(debugging, result) {
  const { page } = debugging;
  await page.locator('.codelens-decoration a', { hasText: /^Debug$/ }).first().click();
  result.byLens = await debugging.variablesWith('order', 'Bern');
  await page.keyboard.press('Shift+F5');
  await page.locator(TOOLBAR).first().waitFor({ ...WAIT, state: 'hidden' });
}

/** F5 debugs the file in front, without a launch.json. */
async function debugFile(debugging, result) {
  await debugging.page.locator('.view-line', { hasText: 'whole = whole +' }).first().click();
  await debugging.goOn();
  result.byKey = await debugging.variablesWith('order', 'Bern');
  await debugging.page.keyboard.press('Shift+F5');
  await debugging.page.locator(TOOLBAR).first().waitFor({ ...WAIT, state: 'hidden' });
}

async function main() {
  const browser = await chromium.launch({
    executablePath: task.browser,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  const result = {};
  try {
    const page = await (await browser.newContext({ viewport: { width: 1400, height: 800 } })).newPage();
    const debugging = new Debugging(page);
    try {
      await debugTest(debugging, result);
      await debugByLens(debugging, result);
      await debugFile(debugging, result);
    } catch (error) {
      await debugging.screenshot('failure').catch(() => undefined);
      throw error;
    }
  } finally {
    await browser.close();
  }
  console.log(JSON.stringify(result));
}

main().catch((error) => {
  console.error(String(error && error.stack ? error.stack : error));
  process.exit(1);
});
