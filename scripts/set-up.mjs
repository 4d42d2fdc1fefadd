import { build, isBuilt } from './set-up/build.mjs';
import { fetchNode, findNode } from './set-up/node.mjs';
import { arePackagesInstalled, installPackages } from './set-up/packages.mjs';
import { inTurn } from './set-up/turn.mjs';

/**
 * Makes the checkout ready: packages, a Node.js that is new enough, and a build of the sources as they are. Does nothing that is done
 * already, so it costs a moment only. Works on Node 20 with nothing installed: nothing here may import a package.
 *
 * Returns the Node.js to run Trunkline with.
 */
export async function setUp({ log = console.log, needsBuild = true } = {}) {
  const node = arePackagesInstalled() ? findNode() : null;
  if (node !== null && (!needsBuild || isBuilt())) return node;
  return inTurn(log, () => {
    if (!arePackagesInstalled()) installPackages(log);
    const found = findNode() ?? fetchNode(log);
    if (needsBuild && !isBuilt()) build(found, log);
    return found;
  });
}
