// What a user does to VS Code, in words: opening files, clicking words, running commands, waiting for what should come.
// Everything waits for a condition and gives up after a time that is long even for a busy machine.

const path = require('node:path');

const WAIT = { timeout: 90_000 };
const PAUSE_MS = 50;

/** Text of the page, where VS Code writes blanks that do not break. */
const plain = (text) => text.replaceAll('\u00a0', ' ');

class Workbench {
  constructor(page, task) {
    this.page = page;
    this.task = task;
  }

  log(...parts) {
    console.error(`${(performance.now() / 1000).toFixed(1)}s`, ...parts);
  }

  /** A file of a folder in front, and no other. A window that shows the folder already is kept, with its server. */
  async open(file, folder = this.task.folder) {
    if (this.folder === folder) await this.switchTo(file);
    else await this.load(file, folder);
    await this.page.locator('.tab.active', { hasText: file }).first().waitFor(WAIT);
    await this.page.waitForSelector('.editor-group-container .view-line', WAIT);
  }

  async load(file, folder) {
    const { url } = this.task;
    const address = `vscode-remote://${new URL(url).host}${folder}/${file}`;
    const payload = encodeURIComponent(JSON.stringify([['openFile', address]]));
    await this.page.goto(`${url}/?folder=${encodeURIComponent(folder)}&payload=${payload}`, { waitUntil: 'domcontentloaded' });
    await this.page.waitForSelector('.monaco-workbench', WAIT);
    this.folder = folder;
  }

  async switchTo(file) {
    await this.page.keyboard.press('Escape');
    await this.run('View: Close All Editors');
    await this.count('all editors to close', this.page.locator('.tab'), (number) => number === 0);
    await this.page.keyboard.press('Control+P');
    await this.choose(file);
  }

  async openWithServer(file) {
    await this.open(file);
    await this.serverIsReady();
  }

  async serverIsReady() {
    await this.page.locator('.statusbar-item[id*="ori.server"] .codicon-check').waitFor(WAIT);
  }

  screenshot(name) {
    return this.page.screenshot({ path: path.join(this.task.screenshots, `${name}.png`) });
  }

  /** Waits until `look` gives something; fails with what it gave last. */
  async until(what, look) {
    const end = performance.now() + WAIT.timeout;
    for (;;) {
      const { done, seen } = await look();
      if (done) return seen;
      if (performance.now() > end) throw new Error(`waited in vain for ${what}; there is:\n${seen}`);
      await this.page.waitForTimeout(PAUSE_MS);
    }
  }

  group(index) {
    return this.page.locator('.editor-group-container').nth(index);
  }

  /** The text of an editor group as soon as it satisfies the condition. */
  textThat(index, what, condition) {
    return this.until(what, async () => {
      const isThere = (await this.page.locator('.editor-group-container').count()) > index;
      const lines = isThere ? this.group(index).locator('.view-lines').first() : undefined;
      const seen = lines === undefined ? '(no such editor group)' : plain(await lines.innerText().catch(() => ''));
      return { done: condition(seen), seen };
    });
  }

  /** How many there are of a selector, as soon as the number satisfies the condition. */
  count(what, locator, condition) {
    return this.until(what, async () => {
      const seen = await locator.count();
      return { done: condition(seen), seen };
    });
  }

  /** The first place of a word in the first editor group. */
  word(text) {
    return this.group(0).locator('.view-line span span', { hasText: new RegExp(`^\\s*${text}\\s*$`) }).first();
  }

  /** Hovers a word until a box appears that matches; VS Code asks the server once per movement of the mouse. */
  async hover(text, expected) {
    const boxes = this.page.locator('.monaco-hover:not(.hidden) .hover-contents');
    const end = performance.now() + WAIT.timeout;
    for (;;) {
      await this.page.mouse.move(700, 600);
      await this.word(text).hover();
      try {
        await boxes.filter({ hasText: expected }).first().waitFor({ timeout: 4000 });
        return plain((await boxes.allInnerTexts()).join('\n'));
      } catch (error) {
        if (performance.now() > end) throw error;
      }
    }
  }

  /** Runs a command by its title in the command palette. */
  async run(title) {
    await this.page.keyboard.press('F1');
    await this.choose(title);
  }

  /** Types into the list that opens above, and takes the row. */
  async choose(text) {
    await this.page.locator('.quick-input-widget input').waitFor(WAIT);
    await this.page.keyboard.type(text, { delay: 5 });
    await this.page.locator('.quick-input-widget .monaco-list-row.focused', { hasText: text }).first().waitFor(WAIT);
    await this.page.keyboard.press('Enter');
  }

  /** The rows of the list of actions that is open, and Enter on the one that is wanted. */
  async chooseAction(title, name) {
    const rows = this.page.locator('.action-widget .monaco-list-row');
    await rows.filter({ hasText: title }).first().waitFor(WAIT);
    const seen = (await rows.allInnerTexts()).map(plain);
    await this.screenshot(name);
    const before = seen.slice(0, seen.findIndex((row) => row.includes(title)));
    // Headings cannot be chosen, so the cursor goes over them.
    const selectable = await rows.filter({ has: this.page.locator('.title') }).allInnerTexts();
    for (const row of before) if (selectable.map(plain).includes(row)) await this.page.keyboard.press('ArrowDown');
    await this.page.keyboard.press('Enter');
    return seen;
  }

  async tabs() {
    return (await this.page.locator('.tab').allInnerTexts()).map((tab) => plain(tab).trim());
  }

  /** Takes back what was typed, so that what comes next finds the file as it was. */
  async discard() {
    await this.page.keyboard.press('Escape');
    await this.page.keyboard.press('Control+1');
    await this.run('File: Revert File');
    await this.count('the file to be as it was', this.page.locator('.tab.dirty'), (number) => number === 0);
  }
}

module.exports = { Workbench, WAIT, plain };
