// The generated code beside the source, and in the hover.

const { WAIT } = require('./workbench');

const MARKED = '.view-overlays [class*="ced-"]';

/** How many colours the text of an editor group has, as soon as it is highlighted. */
function coloured(workbench, index) {
  return workbench.until('a highlighted text', async () => {
    const seen = await workbench.group(index).locator('.view-lines').first().evaluate((lines) =>
      new Set([...lines.querySelectorAll('span span')].map((span) => getComputedStyle(span).color)).size);
    return { done: seen >= 4, seen };
  });
}

/** The hover of a function shows how its values travel and its IR. */
async function seeHover(workbench, result) {
  await workbench.openWithServer('good.ori');
  result.hover = await workbench.hover('double', /define/);
  result.colours = await coloured(workbench, 0);
  await workbench.screenshot('hover');
}

/** The command opens the IR of the function under the cursor beside the source, and it follows the source. */
async function seeIr(workbench, result) {
  const { page } = workbench;
  await workbench.openWithServer('gcd.ori');
  await page.keyboard.press('Control+B'); // The side bar goes.
  await workbench.word('while').click();
  await workbench.run('Ori: Show LLVM IR');
  result.ir = await workbench.textThat(1, 'the IR', (text) => text.includes('define') && text.includes('up to date'));
  result.tabs = await workbench.tabs();
  const inCode = workbench.group(1).locator(MARKED);
  const inSource = workbench.group(0).locator(MARKED);
  result.markedCode = await workbench.count('marked code', inCode, (number) => number > 1);
  result.markedSource = await workbench.count('the marked line of the source', inSource, (number) => number > 0);
  result.coloursOfCode = await coloured(workbench, 1);
  await workbench.screenshot('ir');

  // From the code: the cursor in a line of it marks the line of the source.
  await workbench.group(1).locator('.view-line', { hasText: 'icmp ne' }).first().click();
  await workbench.count('other marked code', inCode, (number) => number === 1);
  result.markedByCode = await workbench.count('the line of the source that the code is of', inSource, (number) => number === 1);
  await workbench.screenshot('ir-from-code');

  // A mistake in the source: the page keeps its text and says that it is stale.
  await workbench.word('smaller').click();
  await page.keyboard.press('End');
  await page.keyboard.type(' ??? 1');
  result.stale = await workbench.textThat(1, 'the mark of being stale', (text) => text.includes('STALE'));
  await workbench.screenshot('stale');
  for (let i = 0; i < ' ??? 1'.length; i += 1) await page.keyboard.press('Backspace');
  await workbench.textThat(1, 'the IR to be current again', (text) => text.includes('up to date'));

  // A change that is right: the page shows it.
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type(' + 12345');
  result.refreshed = await workbench.textThat(1, 'the IR of the changed source', (text) => text.includes('sadd.with.overflow') && text.includes('up to date'));
  await workbench.discard();
  await page.keyboard.press('Control+B');
}

/** The server's own code action opens the same page. */
async function seeCodeAction(workbench, result) {
  await workbench.openWithServer('good.ori');
  await workbench.word('double').click();
  await workbench.run('Source Action...');
  result.actions = await workbench.chooseAction('Show LLVM IR', 'code-action');
  result.irOfAction = await workbench.textThat(1, 'the IR of the code action', (text) => text.includes('define'));
}

/** Another kind of code of the same function, from its page; the lines of the source that have no code are dimmed. */
async function seeAssembly(workbench, result) {
  const { page } = workbench;
  await workbench.openWithServer('good.ori');
  await workbench.word('double').click();
  await workbench.run('Ori: Show Assembly');
  result.assembly = await workbench.textThat(1, 'the assembly', (text) => text.includes('ori_panic') && text.includes('up to date'));
  result.assemblyTabs = await workbench.tabs();
  await workbench.group(1).locator(MARKED).first().waitFor({ ...WAIT, state: 'attached' });
  await workbench.screenshot('assembly');
  await workbench.word('sum').click();
  await page.locator('.statusbar-item[id*="ori.ir.reason"]').waitFor(WAIT);
  await workbench.run('Ori: Change Optimisation Level or Target');
  await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Optimisation level 2' }).first().click();
  await workbench.textThat(1, 'the optimised assembly', (text) => text.includes('optimisation level 2') && text.includes('up to date'));
  result.tabsAfterChange = await workbench.tabs();
}

module.exports = { seeHover, seeIr, seeCodeAction, seeAssembly };
