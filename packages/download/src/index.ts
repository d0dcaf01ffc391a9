/** Files by HTTP, and packages of npm. */
export { download, type Download } from './download.ts';
export { downloadVerified, partOf, sha256OfFile, type VerifiedDownload } from './downloadVerified.ts';
export { npm, type NpmOptions } from './npm.ts';
export { request, statusProblem, type RequestOptions } from './request.ts';
