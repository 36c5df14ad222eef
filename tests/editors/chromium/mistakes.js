// Mistakes: underlined, explained, repaired.

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

module.exports = { seeMistake, seeQuickFix };
