// A user's session: `node session.js '<JSON>'`, see `play.js`.

const { play } = require('./play');
const { seeMistake, seeQuickFix, seeMistakesOfTheWorkspace } = require('./mistakes');
const { seeHover, seeIr, seeCodeAction, seeAssembly } = require('./generated_code');
const { seeMembers, seeImport, seeRename, seeOutline } = require('./editing');
const { seeTests } = require('./testing');
const { seeStatus, seeRestart, seeCrash, seeExplanationOfMissingServer, seeWalkthrough } = require('./server');

play([
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
  seeMistakesOfTheWorkspace,
  seeExplanationOfMissingServer,
]);
