// Mistakes: underlined, explained, repaired.

const fs = require('node:fs');
const path = require('node:path');
const { WAIT, plain } = require('./workbench');

/** A mistake is underlined and explained. */
async function seeMistake(workbench, result) {
  await workbench.open('broken.ori');
  await workbench.page.waitForSelector('.squiggly-error', WAIT);
  result.explanation = await workbench.hover('missing_name', /missing_name/);
  result.status = plain(await workbench.page.locator('.statusbar-item[id*="ori.server"]').innerText());
  await workbench.screenshot('mistake');
}

/** The quick fix repairs it, and the underline goes. */
async function seeQuickFix(workbench, result) {
  const { page } = workbench;
  await workbench.openWithServer('typo.ori');
  await page.waitForSelector('.squiggly-error', WAIT);
  await workbench.word('mgs').click();
  await page.keyboard.press('Control+.');
  result.fixes = await workbench.chooseAction('Write `msg`', 'quick-fix');
  result.fixed = await workbench.textThat(0, 'the repair', (text) => text.includes('print(msg: str(once))'));
  await workbench.count('the underline to go', page.locator('.squiggly-error'), (number) => number === 0);
  await workbench.screenshot('repaired');
  await workbench.discard();
}

/** With the setting, mistakes of files are listed that nobody has opened; it applies without a restart. */
async function seeMistakesOfTheWorkspace(workbench, result) {
  const { page, task } = workbench;
  await workbench.openWithServer('good.ori');
  fs.writeFileSync(path.join(task.folder, 'aside.ori'), '@f () -> int = nothing;\n');
  fs.mkdirSync(path.join(task.folder, '.vscode'), { recursive: true });
  fs.writeFileSync(path.join(task.folder, '.vscode', 'settings.json'), '{ "ori.diagnostics.workspace": true }');
  await page.keyboard.press('Control+Shift+M');
  const rows = page.locator('.markers-panel .monaco-list-row');
  await rows.filter({ hasText: 'aside.ori' }).first().waitFor(WAIT);
  result.problems = (await rows.allInnerTexts()).map(plain);
  await workbench.screenshot('workspace-problems');
}

module.exports = { seeMistake, seeQuickFix, seeMistakesOfTheWorkspace };
