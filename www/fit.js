// The tail analysis of any numbers: how they get to the analyst, how far it is, and a stop.
import { Meter } from "./meter.js";

/**
 * What else is in the options is the analysis' own. The values are copied, once; with `transfer` a Float64Array is handed over
 * itself, with the whole buffer that it is a view of, and is empty afterwards.
 * @typedef {{transfer?: boolean, onProgress?: (progress: import("./meter.js").Progress) => void, signal?: AbortSignal, [option: string]: any}} Options
 */

/**
 * @param {import("./analyst.js").Analyst} analyst
 * @param {ArrayLike<number>} values
 * @param {Options} options
 * @returns {Promise<any>} its report
 */
export function fit(analyst, values, { transfer = false, onProgress = () => {}, signal, ...options }) {
  const meter = new Meter(onProgress);
  return analyst.fit(handedOver(values, transfer), options, (fraction) => meter.report("fit", fraction), signal);
}

/** @param {ArrayLike<number>} values @param {boolean} transfer */
function handedOver(values, transfer) {
  if (!(values instanceof Float64Array)) return Float64Array.from(values);
  return transfer ? values : values.slice();
}
