/** TensorFlow's native library for TensorFlow.js: found or downloaded, built, proven, and looked after. */
export { findBuilds, readBuild, type FoundBuild } from './binding/findNativeBinding.ts';
export * from './binding/index.ts';
export { cudaFolder, type Environment } from './binding/place.ts';
export { buildLibrariesFinding, diagnose, proofText, type DiagnoseOptions } from './diagnose/diagnose.ts';
export { findDriver } from './diagnose/driver.ts';
export { install, type Installed, type InstallOptions } from './install/install.ts';
export { planInstallation, type Plan, type PlanOptions, type Source } from './install/plan.ts';
export { removeBuilds } from './install/remove.ts';
export { WHEELS, type Flavor, type Wheel } from './get/wheels.ts';
export { proveBuild, type Proof, type ProofOptions } from './prove/proveBuild.ts';
