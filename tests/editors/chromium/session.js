// One session in a real VS Code (code-server) in a real browser: does what a user would do and reports what is on screen.
// Usage: node session.js '<JSON>' with { url, folder, misconfigured, browser, playwright, screenshots }.
// The last line printed is the result.

const fs = require('node:fs');
const path = require('node:path');

const task = JSON.parse(process.argv[2]);
const { chromium } = require(task.playwright);
const WAIT = { timeout: 40000 };
const result = {};
const started = Date.now();

function log(...parts) {
  console.error(`${((Date.now() - started) / 1000).toFixed(1)}s`, ...parts);
}

const plain = (text) => text.replaceAll('\u00a0', ' ');

class Session {
  constructor(page) {
    this.page = page;
  }

  async open(file, folder = task.folder) {
    const address = `vscode-remote://${new URL(task.url).host}${folder}/${file}`;
    const payload = encodeURIComponent(JSON.stringify([['openFile', address]]));
    await this.page.goto(`${task.url}/?folder=${encodeURIComponent(folder)}&payload=${payload}`, { waitUntil: 'domcontentloaded' });
    await this.page.waitForSelector('.monaco-workbench', WAIT);
    await this.page.waitForSelector('.editor-group-container .view-line', WAIT);
    log('opened', file);
  }

  screenshot(name) {
    return this.page.screenshot({ path: path.join(task.screenshots, `${name}.png`) });
  }

  group(index) {
    return this.page.locator('.editor-group-container').nth(index);
  }

  async text(index) {
    return plain(await this.group(index).locator('.view-lines').innerText());
  }

  /** Waits until the text of an editor group satisfies the condition; fails with the text that it has. */
  async textThat(index, what, condition) {
    const end = Date.now() + WAIT.timeout;
    for (;;) {
      const there = (await this.page.locator('.editor-group-container').count()) > index;
      const text = there ? await this.text(index).catch(() => '') : '(no such editor group)';
      if (condition(text)) return text;
      if (Date.now() > end) {
        await this.screenshot('failure');
        throw new Error(`waited in vain for ${what}; the text is:\n${text}`);
      }
      await this.page.waitForTimeout(50);
    }
  }

  word(text) {
    return this.group(0).locator('.view-line span span', { hasText: new RegExp(`^\\s*${text}\\s*$`) }).first();
  }

  /** A page that was just loaded starts a server of its own. */
  async serverIsReady() {
    await this.page.locator('.statusbar-item[id*="ori.server"] .codicon-check').waitFor(WAIT);
    log('server ready');
  }

  /** Hovers a word until a box appears that matches; VS Code asks the server once per movement of the mouse. */
  async hover(text, expected = /\S/) {
    const box = this.page.locator('.monaco-hover:not(.hidden) .hover-contents', { hasText: expected });
    const end = Date.now() + WAIT.timeout;
    for (;;) {
      await this.page.mouse.move(700, 600);
      await this.word(text).hover();
      try {
        await box.first().waitFor({ timeout: 4000 });
        return plain((await this.page.locator('.monaco-hover:not(.hidden) .hover-contents').allInnerTexts()).join('\n'));
      } catch (error) {
        if (Date.now() > end) throw error;
      }
    }
  }

  async runCommand(title) {
    await this.page.keyboard.press('F1');
    await this.page.locator('.quick-input-widget input').waitFor(WAIT);
    await this.page.keyboard.type(title, { delay: 5 });
    await this.page.locator('.quick-input-widget .monaco-list-row', { hasText: title }).first().waitFor(WAIT);
    await this.page.keyboard.press('Enter');
  }
}

/** A mistake is underlined and explained. */
async function seeMistake(session) {
  await session.open('broken.ori');
  await session.page.waitForSelector('.squiggly-error', WAIT);
  log('squiggle');
  result.explanation = await session.hover('missing_name', /missing_name/);
  result.status = plain(await session.page.locator('.statusbar-item[id*="ori.server"]').innerText());
  await session.screenshot('mistake');
}

/** The hover of a function shows its IR. */
async function seeHover(session) {
  await session.open('good.ori');
  await session.serverIsReady();
  result.hover = await session.hover('double', /define/);
  result.colours = await session.group(0).locator('.view-lines').evaluate((lines) =>
    new Set([...lines.querySelectorAll('span span')].map((span) => getComputedStyle(span).color)).size);
  await session.screenshot('hover');
  await session.page.keyboard.press('Escape');
}

/** The command opens the IR of the function under the cursor beside the source, and it follows the source. */
async function seeIr(session) {
  const page = session.page;
  await session.word('double').click();
  await session.runCommand('Ori: Show LLVM IR');
  result.ir = await session.textThat(1, 'the IR', (text) => text.includes('define'));
  result.tabs = (await page.locator('.tab').allInnerTexts()).map((tab) => plain(tab).trim());
  log('IR shown');
  const marked = session.group(1).locator('.view-overlays [class*="ced-"]');
  await marked.first().waitFor({ ...WAIT, state: 'attached' });
  result.markedLines = await marked.count();
  await session.screenshot('ir');

  // A mistake in the source: the page keeps its text and says that it is stale.
  await page.keyboard.press('End');
  await page.keyboard.type(' ??? 1');
  result.stale = await session.textThat(1, 'the mark of being stale', (text) => text.includes('STALE'));
  await session.screenshot('stale');
  for (let i = 0; i < ' ??? 1'.length; i += 1) await page.keyboard.press('Backspace');
  await session.textThat(1, 'the IR to be current again', (text) => text.includes('up to date'));

  // A change that is right: the page shows it.
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type(' + 12345');
  result.refreshed = await session.textThat(1, 'the IR of the changed source', (text) => text.includes('12345') && text.includes('up to date'));
  log('IR followed');
}

/** The server dies; the client starts it again and goes on. */
async function seeRestart(session) {
  const pidFile = path.join(task.folder, '.venv', 'pid');
  const before = fs.readFileSync(pidFile, 'utf8');
  process.kill(Number(before), 'SIGKILL');
  const end = Date.now() + WAIT.timeout;
  while (fs.readFileSync(pidFile, 'utf8') === before) {
    if (Date.now() > end) throw new Error('waited in vain for the server to be started again');
    await session.page.waitForTimeout(50);
  }
  await session.serverIsReady();
  result.hoverAfterCrash = await session.hover('double', /define/);
  await session.page.keyboard.press('Escape');
}

/** A server that cannot be found is explained, with a way to the settings. */
async function seeExplanationOfMissingServer(session) {
  await session.open('good.ori', task.misconfigured);
  const toast = session.page.locator('.notification-toast', { hasText: 'ori.server.path' });
  await toast.waitFor(WAIT);
  result.missingServer = plain(await toast.innerText());
  await session.screenshot('missing-server');
}

/** The server's own code action opens the same page. */
async function seeCodeAction(session) {
  const page = session.page;
  await session.open('good.ori');
  await session.serverIsReady();
  await session.word('double').click();
  await session.runCommand('Source Action...');
  const action = page.locator('.action-widget .monaco-list-row', { hasText: 'Show LLVM IR' });
  await action.first().waitFor(WAIT);
  result.actions = (await page.locator('.action-widget .monaco-list-row').allInnerTexts()).map(plain);
  await session.screenshot('code-action');
  log('actions', JSON.stringify(result.actions));
  await page.keyboard.press('Enter');
  result.irOfAction = await session.textThat(1, 'the IR of the code action', (text) => text.includes('define'));
}

/** Another kind of code of the same function, from its page; the lines of the source that have no code are dimmed. */
async function seeAssembly(session) {
  const page = session.page;
  await session.open('good.ori');
  await session.serverIsReady();
  await session.word('double').click();
  await session.runCommand('Ori: Show Assembly');
  result.assembly = await session.textThat(1, 'the assembly', (text) => text.includes('ori_panic') && text.includes('up to date'));
  result.assemblyTabs = (await page.locator('.tab').allInnerTexts()).map((tab) => plain(tab).trim());
  await session.group(1).locator('.view-overlays [class*="ced-"]').first().waitFor({ ...WAIT, state: 'attached' });
  await session.screenshot('assembly');
  await session.word('sum').click();
  await page.locator('.statusbar-item[id*="ori.ir.reason"]').waitFor(WAIT);
  await session.runCommand('Ori: Change Optimisation Level or Target');
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Optimisation level 2' }).first().click();
  await session.textThat(1, 'the optimised assembly', (text) => text.includes('optimisation level 2') && text.includes('up to date'));
  result.tabsAfterChange = (await page.locator('.tab').allInnerTexts()).map((tab) => plain(tab).trim());
}

/** The Testing view finds the tests, runs them, and shows a failure with both sides at its place. */
async function seeTests(session) {
  const page = session.page;
  await session.open('tested.ori');
  await session.serverIsReady();
  await page.locator('.codicon-testing-run-icon, [class*="testing-run"]').first().waitFor(WAIT);
  await session.runCommand('Test: Run Tests in Current File');
  await page.locator('[class*="testing-failed"], .codicon-testing-failed-icon').first().waitFor(WAIT);
  const rows = page.locator('.panel .monaco-list-row', { hasText: '@' });
  await rows.filter({ hasText: '@wrong' }).first().waitFor(WAIT);
  result.tests = (await rows.allInnerTexts()).map(plain);
  result.passedTests = await session.group(0).locator('[class*="testing-passed"], .codicon-testing-passed-icon').count();
  await session.screenshot('tests');
}

/** What a value has is proposed behind a dot. */
async function seeCompletion(session) {
  const page = session.page;
  await session.open('good.ori');
  await session.serverIsReady();
  await session.word('sum').click();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type(' + self.', { delay: 20 });
  const rows = page.locator('.suggest-widget .monaco-list-row');
  await rows.filter({ hasText: 'sum' }).first().waitFor(WAIT);
  result.proposals = (await rows.locator('.label-name').allInnerTexts()).map(plain);
  await session.screenshot('completion');
  await page.keyboard.press('Escape');
}

async function main() {
  const browser = await chromium.launch({
    executablePath: task.browser,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  try {
    const page = await (await browser.newContext({ viewport: { width: 1400, height: 800 } })).newPage();
    const session = new Session(page);
    try {
      await seeMistake(session);
      await seeHover(session);
      await seeIr(session);
      await seeRestart(session);
      await seeCodeAction(session);
      await seeAssembly(session);
      await seeTests(session);
      await seeCompletion(session);
      await seeExplanationOfMissingServer(session);
    } catch (error) {
      await session.screenshot('failure').catch(() => undefined);
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
