// One session in a real VS Code (code-server) in a real browser: does what a user would do and reports what is on screen.
// Usage: node session.js '<JSON>' with { url, folder, misconfigured, browser, playwright, screenshots, only? }.
// The last line printed is the result.

const task = JSON.parse(process.argv[2]);
const { chromium } = require(task.playwright);
const { Workbench } = require('./workbench');
const { seeMistake, seeQuickFix } = require('./mistakes');
const { seeHover, seeIr, seeCodeAction, seeAssembly } = require('./generated_code');
const { seeMembers, seeImport, seeRename, seeOutline } = require('./editing');
const { seeTests } = require('./testing');
const { seeStatus, seeRestart, seeCrash, seeExplanationOfMissingServer, seeWalkthrough } = require('./server');

const SCENES = [
  seeMistake,
  seeQuickFix,
  seeHover,
  seeIr,
  seeCodeAction,
  seeAssembly,
  seeMembers,
  seeImport,
  seeRename,
  seeOutline,
  seeTests,
  seeStatus,
  seeRestart,
  seeCrash,
  seeWalkthrough,
  seeExplanationOfMissingServer,
];

async function main() {
  const browser = await chromium.launch({
    executablePath: task.browser,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
  const result = {};
  try {
    const page = await (await browser.newContext({ viewport: { width: 1080, height: 580 } })).newPage();
    const workbench = new Workbench(page, task);
    try {
      for (const scene of SCENES) {
        if (task.only !== undefined && !task.only.includes(scene.name)) continue;
        await scene(workbench, result);
        workbench.log(scene.name);
      }
    } catch (error) {
      await workbench.screenshot('failure').catch(() => undefined);
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
