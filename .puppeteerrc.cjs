/** Chromium comes from an npm package or the machine, never from a download at install time. */
module.exports = { skipDownload: true };
