// Debugging: `node debugging.js '<JSON>'`, see `play.js`.

const { play } = require('./play');
const { WAIT, plain } = require('./workbench');

const TOOLBAR = '.debug-toolbar:not([aria-hidden="true"])';
const FRAMES = '.debug-call-stack .monaco-list-row';
const LENSES = '.codelens-decoration a';

/** The variables as soon as one of them has a value. */
async function variablesWith({ page }, name, value) {
  const rows = page.locator('.debug-variables .monaco-list-row');
  await rows.filter({ hasText: new RegExp(`^\\s*${name}\\b[^]*${value}`) }).first().waitFor(WAIT);
  return (await rows.allInnerTexts()).map((row) => plain(row).replaceAll(/\s+/g, ' ').trim());
}

async function end({ page }) {
  await page.locator(TOOLBAR).first().waitFor({ ...WAIT, state: 'hidden' });
}

/** A test is debugged from the Testing view: it stops at a breakpoint in each round of a loop, goes on, and passes. */
async function seeTestDebugged(workbench, result) {
  const { page } = workbench;
  await workbench.openWithServer('debugged.ori');
  await page.locator(LENSES, { hasText: 'Debug' }).first().waitFor(WAIT);
  result.lenses = (await page.locator(LENSES).allInnerTexts()).map(plain);
  await workbench.word('whole').click();
  await workbench.run('Go to Line/Column...');
  await page.keyboard.type('6');
  await page.keyboard.press('Enter');
  await page.keyboard.press('F9');
  await page.locator('.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified').first().waitFor(WAIT);
  await page.locator('.codicon-testing-run-icon, [class*="testing-run"]').first().waitFor(WAIT);
  await workbench.run('Test: Debug Tests in Current File');
  await page.locator(TOOLBAR).first().waitFor(WAIT);
  result.firstRound = await variablesWith(workbench, 'order', 'Bern');
  await page.locator(FRAMES, { hasText: '@sums' }).first().waitFor(WAIT);
  result.stack = (await page.locator(`${FRAMES} .stack-frame .label`).allInnerTexts()).map(plain);
  await workbench.run('View: Hide Panel');
  await workbench.screenshot('debugging');
  await page.keyboard.press('F5');
  result.secondRound = await variablesWith(workbench, 'order', 'Ulm');
  await page.keyboard.press('F5');
  await end(workbench);
  await page.locator('[class*="testing-passed"], .codicon-testing-passed-icon').first().waitFor(WAIT);
}

/** The link above a test debugs it, too; it stops at the same breakpoint. */
async function seeLensDebug(workbench, result) {
  const { page } = workbench;
  await page.locator(LENSES, { hasText: /^Debug$/ }).first().click();
  result.byLens = await variablesWith(workbench, 'order', 'Bern');
  await page.keyboard.press('Shift+F5');
  await end(workbench);
}

/** F5 debugs the file in front, without a launch.json. */
async function seeKeyDebug(workbench, result) {
  const { page } = workbench;
  await workbench.word('whole').click();
  await page.keyboard.press('F5');
  result.byKey = await variablesWith(workbench, 'order', 'Bern');
  await page.keyboard.press('Shift+F5');
  await end(workbench);
}

play([seeTestDebugged, seeLensDebug, seeKeyDebug]);
