// The settings in use, by their keys.

/** @param {Pick<import("./lab.js").Heavytail, "knobs">} lab @returns {Record<string, any>} the value of every knob */
export const settingsOf = (lab) => Object.fromEntries(lab.knobs().map(({ key, value }) => [key, value]));
